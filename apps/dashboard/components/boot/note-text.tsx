import { notePartsOf, visibleText } from "@hacotaki/core";

const MAX_LINE = 4000;
const MAX_LINK_SHOWN = 120;

/** Plain text with its addresses to click: nothing in it is markup. */
export function NoteText({ text }: { text: string }) {
  return (
    <div className="note-text">
      {text.split("\n").map((line, n) => (
        // Lines of a text that stands still: their places are all that tells them apart.
        <p key={n}>
          {notePartsOf(line).map((part, place) =>
            part.kind === "text" ? (
              visibleText(part.text, MAX_LINE)
            ) : (
              <a key={place} href={part.href} rel="noopener noreferrer nofollow ugc">
                {visibleText(part.text, MAX_LINK_SHOWN)}
              </a>
            ),
          )}
        </p>
      ))}
    </div>
  );
}
