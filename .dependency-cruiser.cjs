/**
 * The direction of imports: core <- formats, store <- collector, fleet <- cli; core, store, formats, fleet <- dashboard. Whoever
 * has to know where another part lies asks layout, which imports nothing.
 */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(packages|apps|native)/", pathNot: allowed },
});

/** The rooms of core, each with those it may import from: all of them named before it, so no arrow runs back. */
const ROOMS = {
  domain: [],
  statistics: ["domain"],
  reasons: ["domain", "statistics"],
  detail: ["domain"],
  assembly: ["domain", "reasons", "detail"],
  words: ["domain"],
  compare: ["domain", "statistics", "words", "reasons"],
  keeping: ["domain", "statistics", "compare"],
  links: ["domain", "statistics", "words", "compare", "keeping"],
  alerts: ["domain", "statistics", "words", "links"],
  columns: ["domain", "statistics", "compare"],
  drawing: ["domain", "statistics", "words"],
  synthesis: ["domain"],
};
/** The rooms of the store, likewise; what it promises and how it fails (`contract`, `error`) is for all of them. */
const STORE_ROOMS = {
  values: [],
  connection: [],
  files: ["connection"],
  packing: ["values", "connection"],
  events: ["values", "connection", "packing"],
  archive: ["values", "connection", "packing", "events"],
  reading: ["values", "connection", "packing", "events", "archive"],
  writing: ["values", "connection", "packing", "events", "archive", "reading"],
  shipping: ["values", "connection", "packing", "events", "archive", "reading"],
  notebook: ["connection", "files"],
  backup: ["connection", "files", "notebook"],
  check: ["connection", "files", "packing", "reading", "notebook", "open"],
  retention: ["values", "connection", "reading", "writing", "notebook"],
};

/** The rooms of formats, likewise. */
const FORMATS_ROOMS = {
  input: [],
  picture: [],
  export: ["picture"],
  readers: ["input", "export"],
  importing: ["input", "readers"],
};
/** The rooms of the collector, likewise. */
const COLLECTOR_ROOMS = {
  facts: [],
  events: ["facts"],
  detail: ["facts", "events"],
  targets: ["facts", "events"],
  checks: ["facts", "targets"],
  writing: ["events", "targets"],
};

const COLLECTOR = "^packages/collector/src/";
const CORE = "^packages/core/src/";
const FORMATS = "^packages/formats/src/";
const STORE = "^packages/store/src/";
/** Any of these rooms, or files beside them. */
const any = (root, names) => `${root}(${names.join("|")})(/|\\.ts$)`;
/** A rule for each room of a package; `forAll` are files beside the rooms. */
const roomsOf = (name, root, allowedByRoom, forAll = []) =>
  Object.entries(allowedByRoom).map(([room, allowed]) => ({
    name: `${name}-room-${room}`,
    severity: "error",
    from: { path: `${root}${room}/` },
    to: { path: root, pathNot: any(root, [room, ...allowed, ...forAll]) },
  }));
/** All of a package is in its rooms, but for a few files beside them. */
const inRooms = (name, root, allowedByRoom, beside = []) => ({
  name: `${name}-keeps-its-files-in-rooms`,
  severity: "error",
  from: { path: `${root}index\\.ts$` },
  to: { path: root, pathNot: any(root, [...Object.keys(allowedByRoom), ...beside]) },
});

module.exports = {
  forbidden: [
    ...roomsOf("core", CORE, ROOMS),
    inRooms("core", CORE, ROOMS),
    ...roomsOf("store", STORE, STORE_ROOMS, ["contract", "error"]),
    inRooms("store", STORE, STORE_ROOMS, ["contract", "error", "open", "probe"]),
    ...roomsOf("formats", FORMATS, FORMATS_ROOMS, ["exported-boot", "format-error"]),
    inRooms("formats", FORMATS, FORMATS_ROOMS, ["exported-boot", "format-error"]),
    ...roomsOf("collector", COLLECTOR, COLLECTOR_ROOMS, ["clock", "error", "rhythm", "state", "transient"]),
    inRooms("collector", COLLECTOR, COLLECTOR_ROOMS, ["collector", "error", "state"]),
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "core-is-pure",
      severity: "error",
      from: { path: "^packages/core/src" },
      to: { dependencyTypes: ["core"] },
    },
    only("core-imports-nothing-above", "^packages/core/", "^packages/core/"),
    only("formats-imports-core", "^packages/formats/", "^packages/(core|formats)/"),
    only("store-imports-core", "^packages/store/", "^packages/(core|layout|store)/"),
    only(
      "collector-direction",
      "^packages/collector/",
      "^(packages/(core|layout|store|formats|collector)|native)/",
    ),
    only("fleet-imports-store", "^packages/fleet/", "^packages/(core|layout|store|fleet)/"),
    only("cli-direction", "^packages/cli/", "^packages/(core|layout|store|formats|collector|fleet|cli)/"),
    only(
      "dashboard-direction",
      "^apps/dashboard/",
      "^(packages/(core|layout|store|formats|fleet)|apps/dashboard)/",
    ),
    only("native-imports-layout", "^native/", "^(native|packages/layout)/"),
    only("layout-imports-nothing", "^packages/layout/", "^packages/layout/"),
    ...require("./.dependency-cruiser/dashboard.cjs"),
    {
      name: "nothing-imports-apps",
      severity: "error",
      from: { path: "^(packages|native)/" },
      to: { path: "^apps/" },
    },
    {
      name: "native-only-for-collector",
      severity: "error",
      from: { pathNot: "^(native|packages/collector|test|bench)/" },
      to: { path: "^native/" },
    },
    {
      name: "no-deep-imports",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: {
        path: "^packages/[^/]+/src/",
        pathNot: [
          "^packages/[^/]+/src/index\\.ts$",
          "^packages/core/src/drawing/",
          "^packages/core/src/synthesis/synthesis\\.ts$",
          "^packages/formats/src/picture/",
          "^$1/$2/",
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(node_modules|\\.next|/build/)" },
    // TypeScript 7 has no API dependency-cruiser could use; swc reads the same sources.
    parser: "swc",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
