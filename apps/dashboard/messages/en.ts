import against from "./en/against.json" with { type: "json" };
import app from "./en/app.json" with { type: "json" };
import blame from "./en/blame.json" with { type: "json" };
import boot from "./en/boot.json" with { type: "json" };
import boots from "./en/boots.json" with { type: "json" };
import changes from "./en/changes.json" with { type: "json" };
import charts from "./en/charts.json" with { type: "json" };
import cohorts from "./en/cohorts.json" with { type: "json" };
import collector from "./en/collector.json" with { type: "json" };
import compare from "./en/compare.json" with { type: "json" };
import container from "./en/container.json" with { type: "json" };
import containers from "./en/containers.json" with { type: "json" };
import database from "./en/database.json" with { type: "json" };
import detail from "./en/detail.json" with { type: "json" };
import differs from "./en/differs.json" with { type: "json" };
import empty from "./en/empty.json" with { type: "json" };
import error from "./en/error.json" with { type: "json" };
import exports from "./en/exports.json" with { type: "json" };
import group from "./en/group.json" with { type: "json" };
import importing from "./en/import.json" with { type: "json" };
import keep from "./en/keep.json" with { type: "json" };
import lane from "./en/lane.json" with { type: "json" };
import live from "./en/live.json" with { type: "json" };
import login from "./en/login.json" with { type: "json" };
import mini from "./en/mini.json" with { type: "json" };
import notice from "./en/notice.json" with { type: "json" };
import outcome from "./en/outcome.json" with { type: "json" };
import outcomeMeans from "./en/outcome-means.json" with { type: "json" };
import palette from "./en/palette.json" with { type: "json" };
import perfetto from "./en/perfetto.json" with { type: "json" };
import preferences from "./en/preferences.json" with { type: "json" };
import runs from "./en/runs.json" with { type: "json" };
import share from "./en/share.json" with { type: "json" };
import shortcuts from "./en/shortcuts.json" with { type: "json" };
import spans from "./en/spans.json" with { type: "json" };
import waterfall from "./en/waterfall.json" with { type: "json" };

/** Everything the pages say, a file a namespace. */
export default {
  app,
  palette,
  preferences,
  shortcuts,
  notice,
  outcome,
  outcomeMeans,
  lane,
  group,
  boots,
  changes,
  charts,
  differs,
  mini,
  empty,
  import: importing,
  blame,
  boot,
  keep,
  login,
  share,
  waterfall,
  detail,
  runs,
  spans,
  live,
  container,
  containers,
  collector,
  database,
  cohorts,
  compare,
  error,
  exports,
  perfetto,
  against,
};
