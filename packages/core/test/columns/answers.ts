import type { Columns } from "../../src/index.ts";
import { idAt, TICK, WALL } from "./sample-boots.ts";

/** Much of what columns can be asked, of the boots and containers that `sample-boots.ts` makes. */
export const answersOf = (asked: Columns) => ({
  population: asked.population({ container: "web" }),
  hosted: asked.population({ container: "db", host: "h1", since: WALL + 5n * TICK }),
  percentiles: asked.percentiles([...Array.from({ length: 13 }, (_, n) => idAt(n))]),
  listed: asked.select({ limit: 100 }),
  ofContainers: ["web", "db", "none", "web"].map((container) =>
    asked.select({ filter: { container }, limit: 100 }),
  ),
  containers: asked.containers().toSorted((a, b) => (a.container < b.container ? -1 : 1)),
  courses: asked.courses(["db", "web", "none"]),
  images: asked.images().toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  imageCourses: asked.imageCourses(["web:1.5", "web:1.4", "none"]),
  overview: asked.overview({ filter: {}, axis: "log", zoom: false }).histogram,
});
