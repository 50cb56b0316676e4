import { command, dashboardBuild, nativeAddon, testRuntime } from "./builds.mjs";
import { debianPackages } from "./debian.mjs";
import { fleetEngine } from "./fleet-engine.mjs";
import { npmPackages } from "./npm.mjs";

/** The steps of a mode, in the order in which they need each other. */
export const planSetup = (mode) => [
  debianPackages(mode),
  npmPackages,
  nativeAddon,
  ...(mode === "start" ? [] : [testRuntime]),
  command,
  dashboardBuild,
];

/** What needs none of them, and takes long: it is done beside them. */
export const planBeside = (mode) => (mode === "test" ? [fleetEngine] : []);
