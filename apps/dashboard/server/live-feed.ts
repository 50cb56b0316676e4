import type { Server as HttpServer } from "node:http";
import { toWire, type ClientToServer, type ServerToClient } from "@hacotaki/core";
import { Server } from "socket.io";
import { changesSince } from "./changes.ts";
import type { Database } from "./database.ts";
import { refuseSocket } from "./request-guard.ts";

/** The first change goes out at once, the next ones together: 10 messages a second at most. */
const GATHER_MS = 100;
/** After this long without a change, everyone is told the revision: a lost last message then shows. */
const QUIET_MS = 1000;
const MAX_SOCKETS = 200;
/** Browsers send nothing but the handshake and pongs. */
const MAX_MESSAGE_BYTES = 4096;
const SOCKET_PATH = "/socket.io/";

export type LiveFeed = {
  readonly watchers: number;
  close(): Promise<void>;
};

type Options = {
  readonly http: HttpServer;
  readonly database: Database;
  readonly port: () => number;
  /** Path prefix of other upgrades that are answered elsewhere. */
  readonly alsoAllowed?: string;
  readonly onError: (error: unknown) => void;
};

export function startLiveFeed({ http, database, port, alsoAllowed, onError }: Options): LiveFeed {
  const io = new Server<ClientToServer, ServerToClient>(http, {
    // Polling requests carry no Origin header, so only WebSockets can be checked.
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    allowRequest(request, decide) {
      const refusal = refuseSocket(request, port());
      const isFull = io.engine.clientsCount >= MAX_SOCKETS;
      decide(refusal?.reason ?? (isFull ? "Too many live connections." : undefined), !refusal && !isFull);
    },
  });

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
    async close() {
      clearTimeout(flushTimer);
      clearTimeout(quietTimer);
      await io.close();
    },
  };
}
