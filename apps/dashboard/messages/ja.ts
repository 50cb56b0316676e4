import against from "./ja/against.json" with { type: "json" };
import app from "./ja/app.json" with { type: "json" };
import blame from "./ja/blame.json" with { type: "json" };
import boot from "./ja/boot.json" with { type: "json" };
import boots from "./ja/boots.json" with { type: "json" };
import changes from "./ja/changes.json" with { type: "json" };
import charts from "./ja/charts.json" with { type: "json" };
import cohorts from "./ja/cohorts.json" with { type: "json" };
import collector from "./ja/collector.json" with { type: "json" };
import compare from "./ja/compare.json" with { type: "json" };
import container from "./ja/container.json" with { type: "json" };
import containers from "./ja/containers.json" with { type: "json" };
import database from "./ja/database.json" with { type: "json" };
import detail from "./ja/detail.json" with { type: "json" };
import differs from "./ja/differs.json" with { type: "json" };
import empty from "./ja/empty.json" with { type: "json" };
import error from "./ja/error.json" with { type: "json" };
import exports from "./ja/exports.json" with { type: "json" };
import group from "./ja/group.json" with { type: "json" };
import importing from "./ja/import.json" with { type: "json" };
import keep from "./ja/keep.json" with { type: "json" };
import lane from "./ja/lane.json" with { type: "json" };
import live from "./ja/live.json" with { type: "json" };
import login from "./ja/login.json" with { type: "json" };
import mini from "./ja/mini.json" with { type: "json" };
import notice from "./ja/notice.json" with { type: "json" };
import outcome from "./ja/outcome.json" with { type: "json" };
import outcomeMeans from "./ja/outcome-means.json" with { type: "json" };
import palette from "./ja/palette.json" with { type: "json" };
import perfetto from "./ja/perfetto.json" with { type: "json" };
import preferences from "./ja/preferences.json" with { type: "json" };
import runs from "./ja/runs.json" with { type: "json" };
import share from "./ja/share.json" with { type: "json" };
import shortcuts from "./ja/shortcuts.json" with { type: "json" };
import spans from "./ja/spans.json" with { type: "json" };
import waterfall from "./ja/waterfall.json" with { type: "json" };

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
