import type { IncomingMessage, Server as HttpServer } from "node:http";
import { toWire, type ClientToServer, type ServerToClient } from "@hacotaki/core";
import { Server } from "socket.io";
import { changesSince } from "./changes.ts";
import type { Database } from "./database.ts";

/** The first change goes out at once, the next ones together: 10 messages a second at most. */
const GATHER_MS = 100;
/** After this long without a change, everyone is told the revision: a lost last message then shows. */
const QUIET_MS = 1000;
export const MAX_SOCKETS = 200;
/** Whoever is logged out elsewhere listens no longer than this. */
const ADMIT_AGAIN_MS = 2000;
/** Browsers send nothing but the handshake and pongs. */
const MAX_MESSAGE_BYTES = 4096;
const SOCKET_PATH = "/socket.io/";

export type LiveFeed = {
  readonly watchers: number;
  /** Cuts off whoever may not listen any more. */
  judgeAgain(): void;
  close(): Promise<void>;
};

type Options = {
  readonly http: HttpServer;
  readonly database: Database;
  /** Why somebody may not listen; undefined when they may. */
  readonly refuse: (request: IncomingMessage) => string | undefined;
  /** Whose connection it is, to share them out. */
  readonly ownerOf: (request: IncomingMessage) => string;
  readonly mostOfOne: number;
  /** Path prefix of other upgrades that are answered elsewhere. */
  readonly alsoAllowed?: string;
  readonly onError: (error: unknown) => void;
};

type Io = Server<ClientToServer, ServerToClient>;

/** How many connections each visitor has. */
function createOwners(ownerOf: Options["ownerOf"]) {
  const owners = new Map<string, number>();
  return {
    countOf: (request: IncomingMessage) => owners.get(ownerOf(request)) ?? 0,
    add(connection: { readonly request: IncomingMessage } & NodeJS.EventEmitter) {
      const owner = ownerOf(connection.request);
      owners.set(owner, (owners.get(owner) ?? 0) + 1);
      connection.once("close", () => {
        const left = (owners.get(owner) ?? 1) - 1;
        if (left > 0) owners.set(owner, left);
        else owners.delete(owner);
      });
    },
  };
}

/** Does a piece of work soon, but not more often than every `GATHER_MS`, and never twice at once. */
function createTurns(work: () => Promise<void>, onError: (error: unknown) => void) {
  let lastTurn = 0;
  let timer: NodeJS.Timeout | undefined;
  let isWorking = false;
  let again = false;
  function soon(): void {
    if (isWorking || timer !== undefined) return;
    const wait = Math.max(0, lastTurn + GATHER_MS - Date.now());
    timer = setTimeout(() => {
      timer = undefined;
      isWorking = true;
      lastTurn = Date.now();
      work()
        .catch(onError)
        .finally(() => {
          isWorking = false;
          if (!again) return;
          again = false;
          soon();
        });
    }, wait);
  }
  return {
    soon,
    /** Once more after the turn that is under way. */
    repeat: () => void (again = true),
    isWorking: () => isWorking,
    stop: () => clearTimeout(timer),
  };
}

/** Tells everyone what the database has new, as it comes. */
function tellChanges(io: Io, database: Database, onError: (error: unknown) => void) {
  /** The revision everyone was told of; read anew while nobody listened. */
  let sent: bigint | undefined;
  let quietTimer: NodeJS.Timeout | undefined;
  const failed = (error: unknown) => {
    if (database.fail(error) === undefined) onError(error);
  };
  async function flush(): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    if (sent === undefined) {
      // Nobody was told of anything of this database yet: who is behind asks.
      const revision = await state.reader.revision();
      sent ??= revision;
      io.emit("revision", sent.toString());
      return;
    }
    const message = await changesSince(state.reader, sent);
    if (message.revision === message.since) return;
    sent = message.revision;
    // A browser that cannot keep up skips messages and catches up by revision; the others do not wait for it.
    io.volatile.emit("changes", toWire(message));
    clearTimeout(quietTimer);
    quietTimer = setTimeout(() => io.emit("revision", message.revision.toString()), QUIET_MS);
  }
  const turns = createTurns(flush, failed);
  database.onChange((what) => {
    if (what === "state") {
      sent = undefined;
      io.emit("database");
    }
    if (io.engine.clientsCount === 0) {
      sent = undefined;
      return;
    }
    if (turns.isWorking()) turns.repeat();
    else turns.soon();
  });
  async function greet(socket: { emit(event: "revision", revision: string): unknown }): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    const revision = await state.reader.revision();
    sent ??= revision;
    socket.emit("revision", sent.toString());
    turns.soon();
  }
  io.on("connection", (socket) => {
    database.hurry();
    greet(socket).catch(failed);
  });
  return {
    stop() {
      turns.stop();
      clearTimeout(quietTimer);
    },
  };
}

/** The live connection of pages: who may have one, and what they are told. */
export function startLiveFeed(options: Options): LiveFeed {
  const { http, database, refuse, ownerOf, mostOfOne, alsoAllowed, onError } = options;
  const owners = createOwners(ownerOf);
  const io: Io = new Server<ClientToServer, ServerToClient>(http, {
    // Polling requests carry no Origin header, so only WebSockets can be checked.
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    allowRequest(request, decide) {
      const refusal = refuse(request);
      const isFull = io.engine.clientsCount >= MAX_SOCKETS || owners.countOf(request) >= mostOfOne;
      decide(
        refusal ?? (isFull ? "Too many live connections." : undefined),
        refusal === undefined && !isFull,
      );
    },
  });
  io.engine.on("connection", owners.add);
  const changes = tellChanges(io, database, onError);

  function judgeAgain(): void {
    for (const socket of io.sockets.sockets.values())
      if (refuse(socket.request) !== undefined) socket.disconnect(true);
  }
  const judging = setInterval(judgeAgain, ADMIT_AGAIN_MS);

  // Whoever else wants to upgrade has no business here; left alone, the socket would stay open.
  http.on("upgrade", (request, socket) => {
    const { url = "" } = request;
    if (url.startsWith(SOCKET_PATH) || (alsoAllowed !== undefined && url.startsWith(alsoAllowed))) return;
    socket.destroy();
  });

  return {
    get watchers() {
      return io.engine.clientsCount;
    },
    judgeAgain,
    async close() {
      clearInterval(judging);
      changes.stop();
      await io.close();
    },
  };
}
