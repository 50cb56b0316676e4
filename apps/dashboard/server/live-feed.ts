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

export function startLiveFeed({
  http,
  database,
  refuse,
  ownerOf,
  mostOfOne,
  alsoAllowed,
  onError,
}: Options): LiveFeed {
  const io = new Server<ClientToServer, ServerToClient>(http, {
    // Polling requests carry no Origin header, so only WebSockets can be checked.
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    allowRequest(request, decide) {
      const refusal = refuse(request);
      const isFull =
        io.engine.clientsCount >= MAX_SOCKETS || (owners.get(ownerOf(request)) ?? 0) >= mostOfOne;
      decide(
        refusal ?? (isFull ? "Too many live connections." : undefined),
        refusal === undefined && !isFull,
      );
    },
  });

  const owners = new Map<string, number>();
  io.engine.on("connection", (connection: { readonly request: IncomingMessage } & NodeJS.EventEmitter) => {
    const owner = ownerOf(connection.request);
    owners.set(owner, (owners.get(owner) ?? 0) + 1);
    connection.once("close", () => {
      const left = (owners.get(owner) ?? 1) - 1;
      if (left > 0) owners.set(owner, left);
      else owners.delete(owner);
    });
  });

  function judgeAgain(): void {
    for (const socket of io.sockets.sockets.values())
      if (refuse(socket.request) !== undefined) socket.disconnect(true);
  }
  const judging = setInterval(judgeAgain, ADMIT_AGAIN_MS);

  let sent: bigint | undefined;
  let lastFlush = 0;
  let flushTimer: NodeJS.Timeout | undefined;
  let quietTimer: NodeJS.Timeout | undefined;
  let flushing = false;
  let again = false;

  const failed = (error: unknown) => {
    if (database.fail(error) === undefined) onError(error);
  };

  /** The revision everyone was told of; read anew while nobody listened. */
  async function currentRevision(): Promise<bigint | undefined> {
    const state = database.state();
    if (state.kind !== "open") return undefined;
    return (await state.reader.facts()).revision;
  }

  async function flush(): Promise<void> {
    const state = database.state();
    if (state.kind !== "open") return;
    const message = await changesSince(state.reader, sent ?? 0n);
    if (message.revision === message.since) return;
    sent = message.revision;
    // A browser that cannot keep up skips messages and catches up by revision; the others do not wait for it.
    io.volatile.emit("changes", toWire(message));
    clearTimeout(quietTimer);
    quietTimer = setTimeout(() => io.emit("revision", message.revision.toString()), QUIET_MS);
  }

  function flushSoon(): void {
    if (flushing || flushTimer !== undefined) return;
    const wait = Math.max(0, lastFlush + GATHER_MS - Date.now());
    flushTimer = setTimeout(() => {
      flushTimer = undefined;
      flushing = true;
      lastFlush = Date.now();
      flush()
        .catch(failed)
        .finally(() => {
          flushing = false;
          if (again) {
            again = false;
            flushSoon();
          }
        });
    }, wait);
  }

  database.onChange((what) => {
    if (what === "state") {
      sent = undefined;
      io.emit("database");
    }
    if (io.engine.clientsCount === 0) {
      sent = undefined;
      return;
    }
    if (flushing) again = true;
    else if (sent !== undefined) flushSoon();
  });

  io.on("connection", (socket) => {
    database.hurry();
    currentRevision()
      .then((revision) => {
        if (revision === undefined) return;
        sent ??= revision;
        socket.emit("revision", sent.toString());
        flushSoon();
      })
      .catch(failed);
  });

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
      clearTimeout(flushTimer);
      clearTimeout(quietTimer);
      await io.close();
    },
  };
}
