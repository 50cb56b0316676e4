import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import createNextIntlPlugin from "next-intl/plugin";

// Not TypeScript: Next would compile it anew at every start, and say so.
const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @type {import("next").NextConfig} */
const config = {
  turbopack: { root: repositoryRoot },
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
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
