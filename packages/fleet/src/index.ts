export { readAccess, type AccessFiles } from "./access.ts";
export { isPlainName, parseDestination, type Destination } from "./destination.ts";
export { openEngine, type Access, type Engine } from "./engine.ts";
export { FleetError } from "./error.ts";
export { MOST_SAMPLES, openFleet, type FleetPlace, type FleetReader } from "./reader/open.ts";
export { migrate, type Migrated } from "./migrate.ts";
export { createShipper, type Round, type Shipper } from "./shipper.ts";
