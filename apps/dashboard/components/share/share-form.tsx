"use client";

import {
  MAX_SHARE_COMMENT,
  MAX_SHARE_TITLE,
  shareHref,
  shareQuery,
  type SharePart,
  type ShareRequest,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { SHARE_DAYS, type ShareWords } from "./share-fields.ts";
import { Field } from "../ui/field.tsx";

type Props = {
  /** What the preview shows. */
  readonly request: ShareRequest;
  /** Fingerprint of the preview. */
  readonly previewed: string;
  readonly offered: readonly SharePart[];
  readonly words: ShareWords & { readonly title: string };
};

/** The ticks, and the preview that follows them. They are the address's again when a preview could not be had. */
function useTicks({ subject, parts }: ShareRequest, offered: readonly SharePart[]) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [ticked, setTicked] = useState(parts);
  const shown = parts.join();
  useEffect(() => {
    if (!isPending) setTicked(offered.filter((part) => shown.split(",").includes(part)));
  }, [isPending, shown, offered]);
  const preview = (wanted: readonly SharePart[]) =>
    start(() => router.replace(shareHref(subject, wanted), { scroll: false }));
  return {
    ticked,
    isShown: !isPending && ticked.join() === shown,
    preview: () => preview(ticked),
    tick(part: SharePart, isTicked: boolean) {
      const wanted = offered.filter((each) => (each === part ? isTicked : ticked.includes(each)));
      setTicked(wanted);
      preview(wanted);
    },
  };
}
type Ticks = ReturnType<typeof useTicks>;

/** What is shown beside the least: a submit button of its own brings the preview up to date without script. */
function Parts({ offered, ticks }: { offered: readonly SharePart[]; ticks: Ticks }) {
  const [t, part] = [useTranslations("share"), useTranslations("share.part")];
  const [hasScript, setHasScript] = useState(false);
  useEffect(() => setHasScript(true), []);
  return (
    <div className="share-parts">
      <fieldset>
        <legend>{t("alsoShow")}</legend>
        {offered.map((each) => (
          <label key={each}>
            <input
              type="checkbox"
              name="show"
              value={each}
              checked={ticks.ticked.includes(each)}
              onChange={(event) => ticks.tick(each, event.target.checked)}
              autoComplete="off"
            />{" "}
            {part(each)}
          </label>
        ))}
      </fieldset>
      <button
        className="button"
        type={hasScript ? "button" : "submit"}
        formMethod="get"
        formAction="/share"
        formNoValidate
        onClick={hasScript ? ticks.preview : undefined}
      >
        {t("updatePreview")}
      </button>
    </div>
  );
}

/** One form: what is ticked is what the preview shows, and what is shared. The server holds them against each other. */
export function ShareForm({ request, previewed, offered, words }: Props) {
  const t = useTranslations("share");
  const ticks = useTicks(request, offered);
  return (
    <form method="post" action="/api/shares" className="share-make">
      {[...shareQuery({ ...request, parts: [] })].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="previewed" value={previewed} />
      <Parts offered={offered} ticks={ticks} />
      <div className="share-form">
        <Field label={t("title")}>
          <input
            type="text"
            name="title"
            defaultValue={words.title}
            maxLength={MAX_SHARE_TITLE}
            required
            autoComplete="off"
          />
        </Field>
        <Field label={t("comment")}>
          <textarea name="comment" rows={2} maxLength={MAX_SHARE_COMMENT} defaultValue={words.comment} />
        </Field>
        <div className="share-last">
          <Field label={t("expires")}>
            <select name="expires" defaultValue={words.expires}>
              {SHARE_DAYS.map((days) => (
                <option key={days} value={days}>
                  {t("days", { days })}
                </option>
              ))}
              <option value="">{t("untilRevoked")}</option>
            </select>
          </Field>
          <button className="button" data-primary="" disabled={!ticks.isShown}>
            {t("make")}
          </button>
        </div>
      </div>
    </form>
  );
}
