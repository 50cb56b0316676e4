/**
 * Debian's Chromium for tests and benchmarks: the shell without a window, a tab strip and services of a desktop, which
 * takes half of the whole browser's processor time for the same page. CHROMIUM names another one.
 */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium-headless-shell";

/** Without a display, and without its own errands on the network. */
export const CHROMIUM_FLAGS: string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
