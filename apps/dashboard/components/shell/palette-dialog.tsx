"use client";

import type { PaletteMessage } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { readWire } from "../../follow/read-wire.ts";
import type { Item, Section } from "./palette-controls.ts";
import { useItems } from "./use-palette-items.ts";

const TYPING_MS = 120;
type Answer =
  | { readonly kind: "asking" }
  | { readonly kind: "told"; readonly message: PaletteMessage }
  | { readonly kind: "lost" };

function useAnswer(query: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ kind: "asking" });
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      const url = `/api/palette?q=${encodeURIComponent(query)}`;
      const message = await readWire<PaletteMessage>(url, stop.signal);
      setAnswer({ kind: "told", message });
    };
    const timer = setTimeout(
      () => void ask().catch(() => !stop.signal.aborted && setAnswer({ kind: "lost" })),
      query === "" ? 0 : TYPING_MS,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return answer;
}

type ListProps = {
  /** Sections in the order of their best result; items in them are numbered through. */
  readonly sections: readonly (readonly [Section, readonly Item[]])[];
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onRun: (item: Item) => void;
};

function Results({ sections, active, onPoint, onRun }: ListProps) {
  const t = useTranslations("palette");
  const items = sections.flatMap(([, each]) => each);
  return (
    <div id="palette-list" role="listbox" aria-label={t("title")} className="palette-list">
      {sections.map(([section, each]) => (
        <div key={section} role="group" aria-label={t(section)}>
          <p aria-hidden="true">{t(section)}</p>
          {each.map((item) => {
            const index = items.indexOf(item);
            return (
              <div
                key={item.id}
                id={`palette-${index}`}
                role="option"
                aria-selected={index === active}
                onClick={() => onRun(item)}
                onPointerMove={() => onPoint(index)}
              >
                <span>{item.label}</span>
                {item.hint !== undefined && <span className="dim">{item.hint}</span>}
                {item.key !== undefined && <kbd aria-hidden="true">{item.key}</kbd>}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

type Props = {
  /** The text to begin with. */
  readonly typed: RefObject<string>;
  readonly onClose: () => void;
};

/** One box to go anywhere and do anything from: a combobox over a list in sections. */
export default function PaletteDialog({ typed, onClose }: Props) {
  const t = useTranslations("palette");
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState(() => typed.current);
  const [wanted, setWanted] = useState(0);
  const answer = useAnswer(query);
  const matches = useItems(query, answer.kind === "told" ? answer.message : undefined);
  // Sections stay together, in the order of their best result.
  const sections = useMemo(() => [...Map.groupBy(matches, ({ section }) => section)], [matches]);
  const items = sections.flatMap(([, each]) => each);
  const active = Math.min(wanted, items.length - 1);
  // Before the next key: it is meant for the box.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    document.getElementById(`palette-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const run = (item: Item | undefined) => {
    if (!item) return;
    onClose();
    // After the dialog is gone: what is focused by it would lose the focus again.
    setTimeout(item.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : undefined;
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setWanted((active + step + items.length) % items.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(items[active]);
    }
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t("title")}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t("placeholder")}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={active < 0 ? undefined : `palette-${active}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        placeholder={t("placeholder")}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setWanted(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Results {...{ sections, active }} onPoint={setWanted} onRun={run} />
      {answer.kind === "told" && items.length === 0 && <p className="palette-none">{t("none")}</p>}
      {answer.kind === "lost" && <p className="palette-none bad">{t("unreachable")}</p>}
      <p className="sr" role="status">
        {answer.kind === "asking" ? "" : t("count", { count: items.length })}
      </p>
    </dialog>
  );
}
