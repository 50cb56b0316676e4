import definitions from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { expect, test } from "vitest";
import { EXPORTS, type ExportedBoot } from "../src/index.ts";
import { recorded, take } from "./importing.ts";

/** OpenTelemetry's own protobuf definitions, as its JavaScript SDK carries them. */
type MessageType = {
  fromObject(object: object): object;
  verify(message: object): string | null;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): object;
};
// Its own types know nothing of what the module holds.
const { opentelemetry } = definitions as unknown as {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: MessageType } };
      };
    };
  };
};
const Request = opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const IDS = new Set(["traceId", "spanId", "parentSpanId"]);
/** OTLP/JSON writes ids as hex, protobuf's own JSON as base64. */
const withBase64Ids = (text: string) =>
  JSON.parse(text, (key, value: unknown) =>
    IDS.has(key) && typeof value === "string" ? Buffer.from(value, "hex").toString("base64") : value,
  ) as object;

/** Members in one order, empty lists left out: what protobuf does not tell apart. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value)
    .filter(([, member]) => !Array.isArray(member) || member.length > 0)
    .map(([name, member]) => [name, canonical(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
};

test.each([
  "head-multi-daemon.ndjson",
  "head-user-probes.ndjson",
  "head-fail-nocmd.ndjson",
  "2019-min-true.ndjson",
])("by OpenTelemetry's definitions nothing of %s is unknown or of another type", async (name) => {
  const { boots, marks, memory } = await take(recorded(name));
  const exported = boots().map((boot): ExportedBoot => {
    const run = memory.sink.findRun(boot.runId);
    return {
      boot,
      marks: marks(),
      siblings: boots().map(({ id }) => id),
      permalink: "http://localhost:7460/boots/x",
      ...(run === undefined ? {} : { raw: run }),
    };
  });
  const request = withBase64Ids([...EXPORTS.otlp.write(exported)].join(""));
  expect(Request.verify(Request.fromObject(request))).toBeNull();
  const bytes = Request.encode(Request.fromObject(request)).finish();
  const back = Request.toObject(Request.decode(bytes), { longs: String, bytes: String, enums: Number });
  expect(canonical(back)).toEqual(canonical(request));
});
