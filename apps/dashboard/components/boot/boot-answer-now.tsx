"use client";

import { useEffect, useState, type ReactNode } from "react";
import type { AnswerByClock } from "./answer-by-clock.tsx";
import type { BootNow } from "./answer-so-far.tsx";

type Props = BootNow & {
  /** As the page was made. */
  readonly children: ReactNode;
};

/**
 * What counts is loaded by boots that go on alone, and takes the place of what the page came with. No `lazy`: a large page
 * is sent with such a part hidden, so that what is below moves as it is shown, and without script it never is.
 */
export function BootAnswerNow({ children, ...bootNow }: Props) {
  const [loaded, setLoaded] = useState<{ readonly Answer: typeof AnswerByClock }>();
  useEffect(() => {
    void import("./answer-by-clock.tsx").then((module) => setLoaded({ Answer: module.AnswerByClock }));
  }, []);
  return loaded === undefined ? children : <loaded.Answer {...bootNow} />;
}
