/** Makes room for one more in a memory of at most `limit`: what came first is forgotten first. */
export function makeRoom(known: Map<unknown, unknown>, limit: number): void {
  for (const oldest of known.keys()) {
    if (known.size < limit) return;
    known.delete(oldest);
  }
}
