import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

// Not TypeScript: Next would compile it anew at every start, and say so.
const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const WITHOUT_TRANSITIONS = "./components/ui/gestures/without-transitions.ts";

/** @type {import("next").NextConfig} */
const config = {
  turbopack: {
    root: repositoryRoot,
    resolveAlias: {
      // Messages come compiled (i18n/compiled.ts): browsers get no parser for them.
      "use-intl/format-message": "use-intl/format-message/format-only",
      // d3's gestures, without the transitions that nobody asks them for.
      "d3-transition": { browser: WITHOUT_TRANSITIONS },
      "d3-interpolate": { browser: WITHOUT_TRANSITIONS },
    },
  },
  outputFileTracingRoot: repositoryRoot,
  transpilePackages: ["@hacotaki/core"],
  // The custom server opens the database; pages only use what it opened.
  serverExternalPackages: ["@hacotaki/store", "better-sqlite3", "pino"],
  // Types are checked by `npm run check`, for the whole repository at once.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // A document whose title arrives by script has none without script.
  htmlLimitedBots: /.*/,
  images: { unoptimized: true },
  devIndicators: false,
  // Where `npm run dev` says it is. Next knows localhost alone, and the guard in front of it asks for the own origin.
  allowedDevOrigins: ["127.0.0.1", "[::1]"],
};

/** next-intl's plugin works on builds alone, and brings a native compiler that a server has no use for. */
export default async function configOf(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return config;
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin("./i18n/request.ts")(config);
}
