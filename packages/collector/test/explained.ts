import {
  besideQuery,
  bootReasons,
  pathLength,
  type Boot,
  type BootDetail,
  type DetailLevel,
  type FoundCause,
  type Reasons,
} from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import pino from "pino";
import { expect } from "vitest";
import { startCollector } from "../src/index.ts";
import type { Scene } from "./traced.ts";

/** With as much seen as can be, where nothing else is asked for. */
export async function collecting<T>(
  { dbPath, binary }: Pick<Scene, "dbPath" | "binary">,
  work: (dbPath: string, binary: string) => Promise<T>,
  detail: DetailLevel = "full",
): Promise<T> {
  const collector = await startCollector({
    binaries: [binary],
    oci: { runtimes: [] },
    detail,
    dbPath,
    log: pino({ level: "silent" }),
  });
  try {
    return await work(dbPath, binary);
  } finally {
    await collector.stop();
  }
}

export type Explained = {
  readonly boot: Boot;
  readonly detail: BootDetail;
  readonly told: Reasons<FoundCause>;
};

/** Why a boot took so long, of what is stored of it and of those beside it. */
export async function reasonsIn(dbPath: string, { id }: Pick<Boot, "id">): Promise<Explained> {
  const store = openStore(dbPath, { mode: "read" });
  try {
    const [found, detail] = [await store.findBoot(id), await store.readDetail(id)];
    if (found === undefined || detail === undefined) throw new Error(`no boot ${id}`);
    const others = await store.overlapping(besideQuery(found.boot));
    return { boot: found.boot, detail, told: bootReasons(found.boot, { detail, others }) };
  } finally {
    store.close();
  }
}

export const isUp = ({ upAt, outcome }: { upAt?: unknown; outcome: string }) =>
  upAt !== undefined && outcome !== "booting";

/** What the process of each span did adds up to the span, and the spans to the boot: to the nanosecond. */
export function expectWhole({ boot, detail }: Explained): void {
  const onPath = boot.spans.filter((span) => span.onPath);
  for (const { span, parts } of detail.waits) {
    const whole = onPath.find(({ slug }) => slug === span);
    if (whole === undefined || whole.state === "open") throw new Error(`no closed span ${span}`);
    const sum = parts.reduce((ns, { duration }) => ns + duration, 0n);
    expect(sum, `what ${boot.container} did in ${span}`).toBe(whole.endAt - whole.startAt);
  }
  const spans = onPath.reduce(
    (ns, span) => ns + (span.state === "open" ? 0n : span.endAt - span.startAt),
    0n,
  );
  expect(spans, `spans of ${boot.container}`).toBe(pathLength(boot));
}
