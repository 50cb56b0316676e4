import { decodeWire, type ChangesMessage, type Wire } from "@hacotaki/core";
import { readWire } from "./read-wire.ts";
import { liveSocket, type LiveSocket } from "./socket.ts";

export type ChangesListener = {
  /** Newest states of what changed; never older than what was told before. */
  readonly onChanges: (message: ChangesMessage) => void;
};

export const fetchChanges = (since: bigint): Promise<ChangesMessage> =>
  readWire(`/api/changes?since=${since}`);

/**
 * Tells of every change after a revision. Socket messages may be lost; whoever notices a gap, or another revision than
 * its own, asks for all that came between.
 */
export function followChanges(start: bigint, { onChanges }: ChangesListener): () => void {
  let revision = start;
  let stopped = false;
  let asking = false;
  /** A gap was noticed while an answer was on its way that may not cover it. */
  let again = false;

  function take(message: ChangesMessage): void {
    if (stopped || message.revision <= revision) return;
    revision = message.revision;
    onChanges(message);
  }
  function catchUp(): void {
    if (stopped) return;
    again = asking;
    if (asking) return;
    asking = true;
    fetchChanges(revision)
      .then(take)
      // The next message or reconnect asks again.
      .catch(() => undefined)
      .finally(() => {
        asking = false;
        if (again) catchUp();
      });
  }
  const onMessage = (wire: Wire<ChangesMessage>) => {
    const message = decodeWire<ChangesMessage>(wire);
    if (message.since > revision) catchUp();
    else take(message);
  };
  const onRevision = (told: string) => {
    if (BigInt(told) > revision) catchUp();
  };

  let attached: LiveSocket | undefined;
  const attach = (socket: LiveSocket) => {
    if (stopped) return;
    attached = socket;
    socket.on("changes", onMessage);
    socket.on("revision", onRevision);
    // The greeting with the current revision may have come before we listened.
    if (socket.connected) catchUp();
  };
  void liveSocket().then(attach);
  return () => {
    stopped = true;
    attached?.off("changes", onMessage);
    attached?.off("revision", onRevision);
  };
}
