import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

type User = { readonly password: string; readonly may: "everything" | "insert" | "read" };
/** What goes wrong with inserts from now on. `like`: only with those that hold this text. */
export type Fault = {
  readonly dies?: "before" | "within" | "after";
  readonly holds?: true;
  readonly refuse?: {
    readonly code: number;
    readonly type: string;
    readonly message: string;
    readonly like?: string;
  };
};

export type RunningEngine = {
  readonly port: number;
  readonly pid: number;
  fault(fault?: Fault): Promise<void>;
  /** Resolves once the process is gone, by whatever. */
  readonly gone: Promise<unknown>;
  close(): Promise<void>;
};

export const ADMIN = { name: "admin", password: "admin's own" };
export const SHIPPER = { name: "shipper", password: "shipper's own" };
export const READER = { name: "reader", password: "reader's own" };
const USERS: Readonly<Record<string, User>> = {
  [ADMIN.name]: { password: ADMIN.password, may: "everything" },
  [SHIPPER.name]: { password: SHIPPER.password, may: "insert" },
  [READER.name]: { password: READER.password, may: "read" },
};

/** ClickHouse's engine over HTTP in a process of its own: see `engine-process.mjs`. Data outlives it at `path`. */
export async function startEngine(
  path: string,
  options: { readonly port?: number; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<RunningEngine> {
  const child: ChildProcess = fork(
    join(import.meta.dirname, "engine-process.mjs"),
    [JSON.stringify({ path, users: USERS, ...options })],
    { stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  const gone = once(child, "exit");
  const [message] = (await Promise.race([
    once(child, "message"),
    gone.then(() => {
      throw new Error("the engine ended before it listened");
    }),
  ])) as [{ readonly port: number }];
  return {
    port: message.port,
    pid: child.pid ?? 0,
    gone,
    async fault(fault = {}) {
      const ready = once(child, "message");
      child.send({ fault });
      await ready;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send({ close: true });
      await gone;
    },
  };
}

/** Whether the set-up of `npm test` has brought the engine: without it, tests of a running engine are skipped. */
export const hasEngine = existsSync(join(import.meta.dirname, "node_modules/chdb"));
