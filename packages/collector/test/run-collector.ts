/**
 * A collector in a process of its own, to be killed: `node run-collector.ts DB BINARY…`. Prints each state as JSON.
 * RING_BYTES and MOST_WAITING make its bounds small; with OCI it follows the machine's OCI runtimes, too.
 */
import { once } from "node:events";
import { omitUndefined } from "@hacotaki/core";
import pino from "pino";
import { startCollector } from "../src/index.ts";

const [dbPath = "", ...binaries] = process.argv.slice(2);
try {
  const bound = (name: string) => (process.env[name] === undefined ? undefined : Number(process.env[name]));
  const collector = await startCollector({
    binaries,
    ...omitUndefined({ ringBytes: bound("RING_BYTES"), mostWaiting: bound("MOST_WAITING") }),
    ...(process.env["OCI"] === undefined ? {} : { oci: { runtimes: [] }, detail: "full" }),
    dbPath,
    log: pino({ level: "silent" }),
    onState: (state) =>
      console.log(
        JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
      ),
  });
  await Promise.race([once(process, "SIGTERM"), collector.failed]);
  await collector.stop();
  process.exit(0);
} catch (error) {
  console.error(
    error instanceof Error ? `${"code" in error ? String(error.code) : ""}: ${error.message}` : error,
  );
  process.exit(1);
}
