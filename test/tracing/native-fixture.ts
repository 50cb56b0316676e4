import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttachOptions,
  type Attachment,
  checkSupport,
  decodeBatch,
  type NativeEvent,
  openSession,
  type Session,
  type SessionOptions,
} from "@hacotaki/native";
import { afterAll } from "vitest";

/** Why nothing can be traced here, `undefined` when it can. In CI nothing is skipped: there it must be possible. */
function reasonToSkip(): string | undefined {
  if (process.env["CI"] !== undefined) return undefined;
  try {
    const { missing } = checkSupport();
    return missing.length > 0 ? `missing: ${missing.join(", ")}` : undefined;
  } catch (error) {
    return String(error);
  }
}

export const skipReason = reasonToSkip();
if (skipReason !== undefined) console.warn(`tracing tests are skipped: ${skipReason}`);

/** A folder of this test file's, gone at its end. Others can read it, for tests that give up root. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-native-"));
  execFileSync("chmod", ["755", folder]);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Compiles a program of `fixtures/` into the folder. */
export function compile(folder: string, fixture: string, flags: readonly string[] = ["-O2"], name = fixture) {
  const output = join(folder, name);
  const source = join(import.meta.dirname, "fixtures", `${fixture}.c`);
  execFileSync("cc", [...flags, "-Wall", "-pthread", "-o", output, source]);
  return output;
}

export type Ended = { readonly pid: number; readonly stdout: string; readonly code: number | null };

/** Runs a program to its end, with the event loop running meanwhile. */
export function run(program: string, args: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ pid: child.pid ?? 0, stdout, code }));
  });
}

export type Collected = {
  readonly session: Session;
  readonly attachment: Attachment;
  /** Everything that happened up to now. */
  readonly events: () => readonly NativeEvent[];
};

/** A session that keeps all its events. */
export function collect(
  path: string,
  provider: string,
  { stringArgs, ...options }: Partial<SessionOptions> & AttachOptions = {},
): Collected {
  const events: NativeEvent[] = [];
  const session = openSession({
    onBatch: (batch) => {
      events.push(...decodeBatch(batch));
    },
    ...options,
  });
  try {
    const attachment = session.attach(path, provider, stringArgs === undefined ? {} : { stringArgs });
    return {
      session,
      attachment,
      events: () => {
        session.flush();
        return events;
      },
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** A session without attachments that keeps all its events. */
export function observe(options: Partial<SessionOptions> = {}) {
  const kept: NativeEvent[] = [];
  const session = openSession({
    onBatch: (batch) => {
      kept.push(...decodeBatch(batch));
    },
    ...options,
  });
  return {
    session,
    /** Everything that happened up to now. */
    events: (): readonly NativeEvent[] => {
      session.flush();
      return kept;
    },
  };
}

/** The events of one run of a program, in the order they happened. */
export async function eventsOf(
  program: string,
  provider: string,
  args: readonly string[] = [],
  options: Partial<SessionOptions> & AttachOptions = {},
): Promise<{ readonly events: readonly NativeEvent[]; readonly attachment: Attachment } & Ended> {
  const collected = collect(program, provider, options);
  try {
    const ended = await run(program, args);
    const events = collected.events().toSorted((a, b) => (a.at < b.at ? -1 : 1));
    return { events, attachment: collected.attachment, ...ended };
  } finally {
    collected.session.close();
  }
}

/** The events of one kind. */
export function only<Kind extends NativeEvent["kind"]>(events: readonly NativeEvent[], kind: Kind) {
  return events.filter((event): event is Extract<NativeEvent, { kind: Kind }> => event.kind === kind);
}
