import { parentPort, workerData } from "node:worker_threads";
import { StoreError } from "@hacotaki/store";
import { standBack } from "../stand-back.ts";
import { openReaderAt } from "../store-place.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";
import { writeExport } from "./write.ts";

/** Entry of the thread that writes exports: of a boot of hundreds of thousands of events that takes seconds. */
const port = parentPort;
if (port === null) throw new Error("runs as a thread only");
const { place } = workerData as ThreadData; // set by the client beside this file
standBack();

type Job = { allowed: number; isStopped: boolean; wake: () => void };
const jobs = new Map<number, Job>();
const store = await openReaderAt(place);
const say = (message: FromThread) =>
  port.postMessage(message, message.kind === "part" ? [message.bytes.buffer as ArrayBuffer] : []);

const allowance = (job: Job) =>
  job.allowed > 0 || job.isStopped
    ? undefined
    : new Promise<void>((resolve) => {
        job.wake = resolve;
      });

async function run(
  id: number,
  job: Job,
  order: Extract<ToThread, { kind: "start" }>["order"],
): Promise<void> {
  for await (const bytes of writeExport(store, order)) {
    await allowance(job);
    if (job.isStopped) return;
    job.allowed -= 1;
    say({ kind: "part", id, bytes });
  }
  say({ kind: "end", id });
}

port.on("message", (message: ToThread) => {
  const { id } = message;
  if (message.kind === "start") {
    const job: Job = { allowed: message.parts, isStopped: false, wake: () => undefined };
    jobs.set(id, job);
    run(id, job, message.order)
      .catch((error: unknown) =>
        say({
          kind: "failure",
          id,
          message: error instanceof Error ? error.message : String(error),
          ...(error instanceof StoreError ? { code: error.code } : {}),
        }),
      )
      .finally(() => jobs.delete(id));
    return;
  }
  const job = jobs.get(id);
  if (job === undefined) return;
  if (message.kind === "more") job.allowed += 1;
  else job.isStopped = true;
  job.wake();
});
