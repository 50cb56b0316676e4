import type { FleetPlace, FleetReader } from "@hacotaki/fleet";
import { StoreError } from "@hacotaki/store";
import type { Database, DatabaseState } from "./database.ts";
import { openFleetAt } from "./store-place.ts";

/** The fleet is asked no more often, ms, whoever watches. */
const LEAST_POLL_MS = 1_000;
/** What does not answer for so long is taken to be away, ms: for less nothing that was read is thrown away. */
const PATIENCE_MS = 20_000;

type Broken = Extract<DatabaseState, { readonly kind: "broken" }>;

/** What went wrong; anything but an error of a store is a mistake of our own, and passed on. */
function brokenBy(path: string, error: unknown): Broken | undefined {
  if (!(error instanceof StoreError)) return undefined;
  return { kind: "broken", path, code: error.code, message: error.message };
}

/** A fleet's database as the dashboard follows it: it may be away, and come back. Resolves once it was asked. */
export async function followFleet(fleet: FleetPlace, pollMs: () => number): Promise<Database> {
  const path = fleet.destination.name;
  const listeners: ((what: "commit" | "state") => void)[] = [];
  const tell = (what: "commit" | "state") => {
    for (const listener of listeners) listener(what);
  };
  let current: DatabaseState = { kind: "broken", path, code: "unreachable", message: "it was not asked yet" };
  let reader: FleetReader | undefined;
  let seen: bigint | undefined;
  let lookedAt = Date.now();
  let failingSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function become(next: DatabaseState): void {
    const isSame = current.kind === "broken" && next.kind === "broken" && current.message === next.message;
    current = next;
    if (!isSame) tell("state");
  }

  async function open(): Promise<void> {
    const opened = await openFleetAt(fleet);
    if (isClosed) return opened.close();
    reader = opened;
    seen = await opened.revision();
    become({ kind: "open", path, reader: opened });
  }

  async function follow(of: FleetReader): Promise<void> {
    const now = await of.revision();
    failingSince = undefined;
    if (isClosed || now === seen) return;
    seen = now;
    tell("commit");
  }

  function failed(error: unknown): void {
    const broken = brokenBy(path, error);
    if (broken === undefined) throw error;
    failingSince ??= Date.now();
    if (current.kind === "open" && Date.now() - failingSince < PATIENCE_MS) return;
    reader?.close();
    reader = undefined;
    become(broken);
  }

  async function look(): Promise<void> {
    try {
      await (reader === undefined || current.kind !== "open" ? open() : follow(reader));
    } catch (error) {
      failed(error);
    }
    // A look that waits for an answer is one: nobody held this process up.
    lookedAt = Date.now();
  }

  async function lookAgain(): Promise<void> {
    await look();
    if (!isClosed) timer = setTimeout(() => void lookAgain(), Math.max(LEAST_POLL_MS, pollMs()));
  }
  const beat = setInterval(() => {
    lookedAt = Date.now();
  }, LEAST_POLL_MS);
  beat.unref();
  await lookAgain();
  return {
    path,
    place: { kind: "fleet", fleet },
    state: () => current,
    fail: (error) => brokenBy(path, error),
    lookedAt: () => lookedAt,
    onChange: (listener) => void listeners.push(listener),
    // Whoever watches, a fleet is asked at one pace.
    hurry: () => undefined,
    close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(beat);
      reader?.close();
      current = { kind: "absent", path };
    },
  };
}
