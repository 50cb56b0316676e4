import type { ChildProcess, Serializable } from "node:child_process";
import { createInterface } from "node:readline";
import { EXIT } from "../output/exit-code.ts";
import { createBackoff } from "./backoff.ts";
import { isSignOfLife, watchFor } from "./watch.ts";

/** What happens to a supervised child. */
export type ChildNews =
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "line"; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** It will be started again. */
  | { readonly kind: "ended"; readonly how: string; readonly restartInMs: number }
  /** Starting it again would fail again. */
  | { readonly kind: "gave-up"; readonly how: string; readonly isWrongUsage?: true };

export type Supervised = {
  /** Sends the child a message; lost where there is none just now. */
  tell(message: Serializable): void;
  /** Asks the child to end, and makes it end after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** Ends the child at once. */
  kill(): void;
};

export type SuperviseOptions = {
  /** A child that gave signs of life and then none for so long hangs: it is killed, and started again. */
  readonly silenceMs?: number;
};

/** Keeps a child running until it is stopped or says (exit code 78 or 2) that starting it again is of no use. */
export function supervise(
  start: () => ChildProcess,
  onNews: (news: ChildNews) => void,
  { silenceMs }: SuperviseOptions = {},
): Supervised {
  const backoff = createBackoff();
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let onGone: () => void = () => {};

  function launch(): void {
    const since = performance.now();
    const started = start();
    child = started;
    let hung: string | undefined;
    const watch =
      silenceMs === undefined
        ? undefined
        : watchFor(silenceMs, () => {
            hung = `no sign of life for ${silenceMs / 1000} s, so it was killed`;
            started.kill("SIGKILL");
          });
    started.on("message", (message) => {
      if (!isSignOfLife(message)) return onNews({ kind: "message", message });
      watch?.seen();
    });
    for (const stream of ["stdout", "stderr"] as const) {
      const source = started[stream];
      if (source === null) continue;
      createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (text) =>
        onNews({ kind: "line", stream, text }),
      );
    }
    started.once("error", (error) => end(`could not be started: ${error.message}`, undefined));
    // "close" comes after the last line of output, so that its last words are known by then.
    started.once("close", (code, signal) =>
      end(hung ?? (signal === null ? `exit code ${code}` : `killed by ${signal}`), code),
    );

    function end(how: string, code: number | null | undefined): void {
      if (child !== started) return;
      child = undefined;
      watch?.end();
      onGone();
      if (isStopping) return;
      if (code === EXIT.lasting || code === EXIT.wrongUsage)
        return onNews({ kind: "gave-up", how, ...(code === EXIT.wrongUsage && { isWrongUsage: true }) });
      const restartInMs = backoff.next(performance.now() - since);
      timer = setTimeout(launch, restartInMs);
      onNews({ kind: "ended", how, restartInMs });
    }
  }

  launch();
  return {
    tell(message) {
      if (child?.connected === true) child.send(message, () => undefined);
    },
    stop(graceMs) {
      isStopping = true;
      clearTimeout(timer);
      if (child === undefined) return Promise.resolve();
      child.kill("SIGTERM");
      const lastResort = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      return new Promise((resolve) => {
        onGone = () => {
          clearTimeout(lastResort);
          resolve();
        };
      });
    },
    kill() {
      isStopping = true;
      clearTimeout(timer);
      child?.kill("SIGKILL");
    },
  };
}
