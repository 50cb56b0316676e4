import { acquireWriterLock, StoreError } from "@hacotaki/store";
import { isRecorderMessage } from "../commands/collector-state.ts";
import { CliFailure } from "../output/failure.ts";
import type { OciFlags } from "../flags/oci-flags.ts";
import { ociArgs } from "../flags/oci-flags.ts";
import { lineForPerson } from "./child-line.ts";
import { startRecorder } from "./programs.ts";

/** So long a collector may take to write what it has; it then is killed. */
const GRACE_MS = 5_000;

export type Recorder = { stop(): Promise<void> };

/** Whether a collector writes the database already. */
export function isCollected(dbPath: string): boolean {
  try {
    acquireWriterLock(dbPath, "collector").release();
    return false;
  } catch (error) {
    if (error instanceof StoreError && error.code === "locked") return true;
    throw error;
  }
}

/**
 * Starts a collector in a process of its own, with no more privileges than it needs, and waits until it collects.
 * @throws CliFailure with its own reason when it cannot, or finds nothing to collect from.
 */
export function startOwnRecorder(
  dbPath: string,
  binaries: readonly string[],
  flags: OciFlags,
): Promise<Recorder> {
  const child = startRecorder(dbPath, binaries, flags.detail, ociArgs(flags))();
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    const lastResort = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await gone;
    clearTimeout(lastResort);
  };
  const { promise, resolve, reject } = Promise.withResolvers<Recorder>();
  let said = "";
  child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  child.stdout?.resume();
  child.on("message", (message) => {
    if (!isRecorderMessage(message)) return;
    if (message.state === "waiting") void stop().then(() => reject(new CliFailure(message.text)));
    if (message.state === "attached" || message.state === "following") resolve({ stop });
  });
  child.once("error", (error) =>
    reject(new CliFailure(`the collector could not be started: ${error.message}`)),
  );
  void gone.then(() => {
    const words = said.split("\n").flatMap((line) => lineForPerson(line) ?? []);
    reject(new CliFailure(words.join(" ").replace(/^hacotaki: /, "") || "the collector ended"));
  });
  return promise;
}
