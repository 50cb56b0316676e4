import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const NOBODY = 65_534;

export type Child = {
  readonly process: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves once the output holds a text. */
  says(text: string): Promise<void>;
};

/** Another process of ours, running one of the scripts in children/. */
export function startChild(
  script: string,
  args: readonly string[],
  options: { asNobody?: boolean } = {},
): Child {
  const child = spawn(
    process.execPath,
    ["--no-warnings", fileURLToPath(new URL(`children/${script}.ts`, import.meta.url)), ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
      ...(options.asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
    },
  );
  let printed = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    printed += chunk;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? signal)),
  );
  return {
    process: child,
    output: () => printed,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!printed.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`the child ended without saying "${text}": ${printed}`)));
      }),
  };
}

/** Runs a child to its end and gives what it printed. */
export async function runChild(
  script: string,
  args: readonly string[],
  options: { asNobody?: boolean } = {},
) {
  const child = startChild(script, args, options);
  await child.ended;
  return child.output();
}
