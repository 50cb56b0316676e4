import { bootHref, MAX_NOTE_LENGTH, spanLabel, type Boot, type Note } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { ForEditors } from "../ui/for-editors.tsx";
import { Link } from "../ui/link.tsx";
import { NoteText } from "./note-text.tsx";
import { Field } from "../ui/field.tsx";
import { useSpanName } from "../ui/span-name.ts";

function NoteFields({ boot, text }: { boot: Boot; text?: string }) {
  const t = useTranslations("keep.notes");
  return (
    <>
      <input type="hidden" name="boot" value={boot.id} />
      <label className="field note-field">
        <span>{t("text")}</span>
        <textarea name="text" rows={3} maxLength={MAX_NOTE_LENGTH} defaultValue={text ?? ""} required />
      </label>
    </>
  );
}

function OneNote({ boot, note, dates }: { boot: Boot; note: Note; dates: Dates }) {
  const spanName = useSpanName();
  const t = useTranslations("keep.notes");
  const { id, span: slug, text, writtenAt, changedAt } = note;
  const span = boot.spans.find((each) => each.slug === slug);
  const when = wallTimeText(changedAt ?? writtenAt, dates, "full") ?? "";
  return (
    <li className="note" id={`note-${id}`}>
      <p className="dim">
        {changedAt === undefined ? t("written", { when }) : t("changed", { when })}
        {slug !== undefined && (
          <>
            {" · "}
            <Link href={bootHref(boot.id, { span: slug, collapsed: [] })}>
              {spanName(span ? spanLabel(span) : slug)}
            </Link>
          </>
        )}
      </p>
      <NoteText text={text} />
      <ForEditors>
        <details className="note-edit">
          <summary>{t("edit")}</summary>
          <form method="post" action="/api/notes">
            <input type="hidden" name="id" value={id} />
            <NoteFields boot={boot} text={text} />
            <div className="note-buttons">
              <button className="button">{t("save")}</button>
              <button className="button" name="remove" value="yes" formNoValidate>
                {t("remove")}
              </button>
            </div>
          </form>
        </details>
      </ForEditors>
    </li>
  );
}

type Props = {
  readonly boot: Boot;
  readonly notes: readonly Note[];
  /** Slug of the span a new note is about at first. */
  readonly span: string | undefined;
  readonly dates: Dates;
};

/** What people wrote about a boot, and room for more. */
export function Notes({ boot, notes, span, dates }: Props) {
  const spanName = useSpanName();
  const t = useTranslations("keep.notes");
  return (
    <>
      {notes.length > 0 && (
        <ul className="notes">
          {notes.map((note) => (
            <OneNote key={note.id} boot={boot} note={note} dates={dates} />
          ))}
        </ul>
      )}
      <ForEditors>
        <details className="note-new">
          <summary>{t(notes.length === 0 ? "first" : "another")}</summary>
          <form method="post" action="/api/notes">
            <NoteFields boot={boot} />
            <div className="note-buttons">
              <Field label={t("about")}>
                <select name="span" defaultValue={span ?? ""} key={span}>
                  <option value="">{t("wholeBoot")}</option>
                  {boot.spans.slice(0, 500).map((each) => (
                    <option key={each.slug} value={each.slug}>
                      {spanName(spanLabel(each))}
                    </option>
                  ))}
                </select>
              </Field>
              <button className="button">{t("save")}</button>
            </div>
          </form>
        </details>
      </ForEditors>
    </>
  );
}
