"use client";

import { useState } from "react";
import { handOver, type HandedOver } from "./hand-over.ts";

type Props = {
  readonly traceUrl: string;
  readonly title: string;
  readonly labels: { readonly open: string; readonly waiting: string } & Readonly<Record<HandedOver, string>>;
};

/** Opens Perfetto with a trace, and says how far that is. */
export function PerfettoButton({ traceUrl, title, labels }: Props) {
  const [state, setState] = useState<"idle" | "waiting" | HandedOver>("idle");
  const open = () => {
    setState("waiting");
    handOver(traceUrl, title).then(setState, () => setState("no-answer"));
  };
  return (
    <>
      <button type="button" className="button" data-primary="" onClick={open} disabled={state === "waiting"}>
        {labels.open}
      </button>
      <p role="status">{state === "idle" ? "" : labels[state]}</p>
    </>
  );
}
