/** Where figures and charts are explained, below /docs. A test holds that each place is there. */
export const TOPICS = {
  alerts: "alerts",
  bands: "container",
  blame: "statistics#out-of-the-ordinary",
  "boot-duration": "waterfall#glossary-boot-duration",
  changes: "statistics#what-changed-and-when",
  charts: "boots#the-charts",
  cohorts: "statistics#two-cohorts-of-boots",
  compare: "compare#rows",
  contention: "waterfall#glossary-contention",
  differs: "statistics#what-differs",
  failures: "waterfall#glossary-furthest-phase",
  hour: "collect#the-last-hour",
  lineage: "waterfall#how-sure-it-is",
  live: "live",
  marks: "waterfall#marks-and-lines",
  percentile: "statistics#percentile",
  quantiles: "statistics#quantiles",
  "ready-duration": "waterfall#glossary-ready-duration",
  recording: "waterfall#glossary-recording",
  run: "waterfall#glossary-run",
  spans: "waterfall#bars",
  usual: "waterfall#what-is-usual",
  waterfall: "waterfall",
} as const;

export type Topic = keyof typeof TOPICS;
