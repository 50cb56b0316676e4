import type { ClientToServer, ServerToClient } from "@hacotaki/core";
import type { Socket } from "socket.io-client";

export type LiveSocket = Socket<ServerToClient, ClientToServer>;
export type ConnectionState = "connecting" | "connected" | "offline";

let socket: Promise<LiveSocket> | undefined;
let state: ConnectionState = "connecting";
const listeners = new Set<() => void>();

function become(next: ConnectionState): void {
  state = next;
  for (const listener of listeners) listener();
}

async function connect(): Promise<LiveSocket> {
  // Loaded after the page is there: a page reads well without it.
  const { io } = await import("socket.io-client");
  const opened: LiveSocket = io({
    transports: ["websocket"],
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
  });
  opened.on("connect", () => become("connected"));
  opened.on("disconnect", () => become("offline"));
  opened.on("connect_error", () => become("offline"));
  return opened;
}

/** Tries now, instead of when the next try is due. */
export function reconnect(): void {
  void socket?.then((opened) => opened.disconnect().connect());
}

/** One connection for the whole page, made when first needed and kept. */
export function liveSocket(): Promise<LiveSocket> {
  socket ??= connect();
  return socket;
}

export const connectionState = () => state;
export function onConnectionState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
