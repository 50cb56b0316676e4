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
const CORE = "^packages/core/src/";
const rooms = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `core-room-${room}`,
  severity: "error",
  from: { path: `${CORE}${room}/` },
  to: { path: CORE, pathNot: `${CORE}(${[room, ...allowed].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: "core-keeps-its-files-in-rooms",
      severity: "error",
      from: { path: `${CORE}index\\.ts$` },
      to: { path: CORE, pathNot: `${CORE}(${Object.keys(ROOMS).join("|")})/[^/]+$` },
    },
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
