import type { FleetPlace, FleetReader } from "@hacotaki/fleet";
import { StoreError } from "@hacotaki/store";
import type { Database, DatabaseState } from "./database.ts";
import { openFleetAt } from "./store-place.ts";

/** One that is away is asked no more often, ms. */
const LOOK_AGAIN_MS = 1_000;
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
  let following: { stop(): void } | undefined;
  let lookedAt = Date.now();
  let failingSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function become(next: DatabaseState): void {
    const isSame = current.kind === "broken" && next.kind === "broken" && current.message === next.message;
    current = next;
    if (!isSame) tell("state");
  }

  function letGo(): void {
    following?.stop();
    reader?.close();
    [following, reader] = [undefined, undefined];
  }

  function failed(error: unknown): void {
    if (isClosed) return;
    lookedAt = Date.now();
    const broken = brokenBy(path, error);
    if (broken === undefined) throw error;
    failingSince ??= Date.now();
    if (current.kind === "open" && Date.now() - failingSince < PATIENCE_MS) return;
    letGo();
    become(broken);
    timer = setTimeout(() => void open(), LOOK_AGAIN_MS);
  }

  function looked(): void {
    lookedAt = Date.now();
    failingSince = undefined;
  }

  async function open(): Promise<void> {
    try {
      const opened = await openFleetAt(fleet);
      if (isClosed) return opened.close();
      reader = opened;
      looked();
      become({ kind: "open", path, reader: opened });
      following = opened.follow(pollMs, {
        onLook: looked,
        onChange: () => tell("commit"),
        onFailure: failed,
      });
    } catch (error) {
      failed(error);
    }
  }
  const beat = setInterval(() => {
    lookedAt = Date.now();
  }, LOOK_AGAIN_MS);
  beat.unref();
  await open();
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
      letGo();
      current = { kind: "absent", path };
    },
  };
}
