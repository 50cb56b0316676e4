"use client";

import type { BootId, BootPercentile } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { readWire } from "../../follow/read-wire.ts";

/** As many as the server answers at once. */
const MAX_IDS = 200;
/** Rows come and go while somebody scrolls: only those that stay are asked for. */
const REST_MS = 120;

type Known = ReadonlyMap<string, BootPercentile>;

const knownOf = (all: readonly BootPercentile[]): Known => new Map(all.map((each) => [each.id, each]));

/** Where the rows shown lie in their populations, and why: the page's own, and others as they come into view. */
export function usePercentiles(initial: readonly BootPercentile[], shown: readonly BootId[]): Known {
  const [known, setKnown] = useState(() => knownOf(initial));
  const asked = useRef(new Set<string>());
  const missing = shown.filter((id) => !known.has(id) && !asked.current.has(id)).slice(0, MAX_IDS);
  const ids = missing.join(",");
  useEffect(() => {
    if (ids === "") return undefined;
    const timer = setTimeout(() => {
      for (const id of ids.split(",")) asked.current.add(id);
      readWire<BootPercentile[]>(`/api/percentiles?ids=${ids}`)
        .then((answers) => setKnown((old) => new Map([...old, ...knownOf(answers)])))
        // Without an answer rows have no percentile, as those of small populations.
        .catch(() => undefined);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [ids]);
  return known;
}
