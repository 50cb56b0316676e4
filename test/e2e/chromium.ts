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

/**
 * For tests, which open hundreds of pages and measure none: no process is kept ready for the next page, and none is there
 * for a graphics card. A seventh of the processor less. A list of features takes the place of Playwright's, those of which
 * that a page can tell are named again.
 */
export const TEST_FLAGS: string[] = [
  ...CHROMIUM_FLAGS,
  "--in-process-gpu",
  `--disable-features=${[
    "SpareRendererForSitePerProcess",
    "PaintHolding",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
  ].join(",")}`,
];
