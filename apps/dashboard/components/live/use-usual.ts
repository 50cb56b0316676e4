"use client";

import type { Population } from "@hacotaki/core";
import { useEffect, useState } from "react";
import { readWire } from "../../follow/read-wire.ts";
import { bootUsual, type BootUsual } from "../ui/stuck.ts";

export type UsualByContainer = ReadonlyMap<string, BootUsual | undefined>;

/** What is usual changes slowly. */
const FRESH_MS = 60_000;
/** Requests at once: a hundred containers that start together must not crowd out what they do. */
const AT_ONCE = 4;

async function fetchUsual(container: string): Promise<BootUsual | undefined> {
  const query = new URLSearchParams({ container });
  return bootUsual(await readWire<Population>(`/api/population?${query}`));
}

/** What is usual for the containers on screen: as the page was made with, then asked for and kept for a while. */
export function useUsual(containers: readonly string[], initial: UsualByContainer): UsualByContainer {
  const [known, setKnown] = useState(initial);
  const [askedAt] = useState(() => new Map<string, number>());
  const names = [...new Set(containers)].sort();
  const key = JSON.stringify(names);
  useEffect(() => {
    for (const name of initial.keys()) if (!askedAt.has(name)) askedAt.set(name, Date.now());
    const wanted = (JSON.parse(key) as string[]).filter(
      (name) => Date.now() - (askedAt.get(name) ?? -Infinity) > FRESH_MS,
    );
    for (const name of wanted) askedAt.set(name, Date.now());
    const askNext = async (): Promise<void> => {
      for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
        const asked = name;
        try {
          const usual = await fetchUsual(asked);
          setKnown((now) => new Map(now).set(asked, usual));
        } catch {
          // Without statistics a bar stands alone; the next boot asks again.
          askedAt.delete(asked);
        }
      }
    };
    for (let each = 0; each < AT_ONCE; each++) void askNext();
  }, [key, askedAt, initial]);
  return known;
}
