/** The rooms of the dashboard, and what each may import: a page's room knows no other page's, but for what is written here. */
const BASE = ["i18n", "charts", "follow", "bridge", "components/ui", "components/ui/gestures"];
const ROOMS = {
  i18n: [],
  follow: [],
  charts: ["i18n"],
  bridge: ["charts"],
  "components/ui": ["i18n", "charts", "bridge"],
  "components/ui/gestures": [],
  "components/shell": BASE,
  "components/collector": BASE,
  "components/hosts": BASE,
  "components/alerts": BASE,
  "components/docs": BASE,
  "components/tour": BASE,
  "components/boots": BASE,
  "components/boot": BASE,
  "components/boot/waterfall": BASE,
  // Where nothing was collected yet, a page says how to begin.
  "components/compare/boots": [...BASE, "components/collector"],
  "components/compare/usual": [...BASE, "components/collector"],
  "components/compare/cohorts": [...BASE, "components/collector"],
  // Rows of boots.
  "components/containers": [...BASE, "components/boots"],
  "components/live": [...BASE, "components/boots", "components/collector"],
  // A shared boot, or comparison of cohorts, is its page with less of it.
  "components/share": [...BASE, "components/boot", "components/compare/cohorts"],
};

const AT = "^apps/dashboard/";
/** The sources of a room: not its tests, and of a room of components not the rooms in it. */
const sources = (room) => (room.startsWith("components/") ? `${AT}${room}/[^/]+$` : `${AT}${room}/(?!test/)`);

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `dashboard-room-${room.replaceAll("/", "-")}`,
  severity: "error",
  from: { path: sources(room) },
  to: {
    path: `${AT}(app|bridge|charts|components|follow|i18n)/`,
    pathNot: [...[room, ...allowed].map(sources), "/messages/(en|ja)/"],
  },
}));

module.exports = [
  ...roomRules,
  {
    name: "dashboard-rooms-are-listed",
    comment:
      "a new folder of components is a room: say in .dependency-cruiser/dashboard.cjs what it may import",
    severity: "error",
    from: { path: `${AT}components/`, pathNot: ["/test/", ...Object.keys(ROOMS).map(sources)] },
    to: {},
  },
  {
    name: "dashboard-pages-import-only-types-of-the-server",
    severity: "error",
    from: { path: `${AT}(app|bridge|charts|components|follow|i18n)/`, pathNot: "/test/" },
    to: { path: `${AT}server/`, dependencyTypesNot: ["type-only"] },
  },
  {
    name: "dashboard-server-imports-no-page",
    severity: "error",
    from: { path: `${AT}server/` },
    to: { path: `${AT}app/` },
  },
  {
    name: "pages-import-only-types-of-store-and-formats",
    severity: "error",
    from: { path: `${AT}(app|bridge|charts|components|follow|i18n)/`, pathNot: "/test/" },
    to: { path: "^packages/(store|formats)/", dependencyTypesNot: ["type-only"] },
  },
];
