/** What is expected to fail at any time: a process may be gone, and its files not ours to read, or anything. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
