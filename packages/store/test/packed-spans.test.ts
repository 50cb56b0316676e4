import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../src/index.ts";
import { closedSpans, packSpans, unpackSpans, type PackedSpan } from "../src/packing/packed-spans.ts";
import { assembled, eventsOfBoot, RECORDING, underWay } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const at = fc.bigInt(0n, 2n ** 62n);
const span: fc.Arbitrary<PackedSpan> = fc
  .record({
    kind: fc.nat(500),
    state: fc.constantFrom("closed" as const, "failed" as const, "open" as const),
    startAt: at,
    duration: fc.oneof(fc.bigInt(0n, 1_000_000_000n), at),
  })
  .map((one) => (one.state === "open" ? { ...one, duration: null } : one));

test("spans come back as they were packed, to the nanosecond, whatever their order and length", () => {
  fc.assert(
    fc.property(at, fc.array(span, { maxLength: 8 }), (start, spans) => {
      const text = packSpans(start, spans);
      expect(unpackSpans(start, text)).toEqual(spans);
      const closed = spans.filter(({ state }) => state === "closed");
      expect(closedSpans(text, (kind, duration) => ({ kind, duration }))).toEqual(
        closed.map(({ kind, duration }) => ({ kind, duration: Number(duration) })),
      );
    }),
    { numRuns: 300 },
  );
});

test("who asks by SQL sees each span as it is stored: closed, failed and open ones", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  const recording = store.startRecording(RECORDING);
  store.save(assembled(eventsOfBoot(0)), recording);
  store.save(underWay(eventsOfBoot(1).slice(0, 12)), recording);
  const died = eventsOfBoot(2);
  const [exec] = died.filter(({ kind }) => kind === "exec").slice(-1);
  const cut = died.slice(0, 12);
  const last = cut.at(-1);
  if (last === undefined || exec === undefined) throw new Error("a boot has events");
  const { at: instant, tgid, ppid } = last;
  const exit = { kind: "exit", at: instant, seq: last.seq + 1, code: 1, signal: 0 } as const;
  store.save(
    assembled([
      ...cut,
      { ...exit, ...(tgid === undefined ? {} : { tgid }), ...(ppid === undefined ? {} : { ppid }) },
    ]),
    recording,
  );
  const db = new Database(path, { readonly: true });
  onTestFinished(() => void db.close());
  db.defaultSafeIntegers(true);
  const rows = db.prepare(
    `SELECT s.slug, s.state, s.start_at, s.duration, k.label FROM boot b JOIN span s ON s.boot_key = b.key
     JOIN span_kind k ON k.key = s.kind_key WHERE b.id = ? ORDER BY s.position`,
  );
  const states = new Set<string>();
  for (const { id } of (await store.listBoots({ limit: 9 })).boots) {
    const spans = (await store.findBoot(id))?.boot.spans ?? [];
    for (const { state } of spans) states.add(state);
    expect(rows.all(id)).toEqual(
      spans.map((one) => ({
        slug: one.slug,
        state: one.state,
        start_at: one.startAt,
        duration: one.state === "open" ? null : one.endAt - one.startAt,
        label: one.label,
      })),
    );
  }
  expect(states).toEqual(new Set(["closed", "failed", "open"]));
});
