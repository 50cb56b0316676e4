import against from "../components/compare/usual/messages/ja/against.json" with { type: "json" };
import alerts from "../components/alerts/messages/ja/alerts.json" with { type: "json" };
import app from "../components/shell/messages/ja/app.json" with { type: "json" };
import blame from "../components/boot/messages/ja/blame.json" with { type: "json" };
import boot from "../components/boot/messages/ja/boot.json" with { type: "json" };
import boots from "../components/boots/messages/ja/boots.json" with { type: "json" };
import changes from "../components/containers/messages/ja/changes.json" with { type: "json" };
import charts from "../components/boots/messages/ja/charts.json" with { type: "json" };
import cohorts from "../components/compare/cohorts/messages/ja/cohorts.json" with { type: "json" };
import collector from "../components/collector/messages/ja/collector.json" with { type: "json" };
import compare from "../components/compare/boots/messages/ja/compare.json" with { type: "json" };
import container from "../components/containers/messages/ja/container.json" with { type: "json" };
import containers from "../components/containers/messages/ja/containers.json" with { type: "json" };
import database from "../components/ui/messages/ja/database.json" with { type: "json" };
import detail from "../components/boot/waterfall/messages/ja/detail.json" with { type: "json" };
import differs from "../components/boots/messages/ja/differs.json" with { type: "json" };
import docs from "../components/docs/messages/ja/docs.json" with { type: "json" };
import empty from "../components/collector/messages/ja/empty.json" with { type: "json" };
import error from "../components/shell/messages/ja/error.json" with { type: "json" };
import event from "../components/ui/messages/ja/event.json" with { type: "json" };
import exports from "../components/boot/messages/ja/exports.json" with { type: "json" };
import fleet from "../components/collector/messages/ja/fleet.json" with { type: "json" };
import group from "../components/ui/messages/ja/group.json" with { type: "json" };
import help from "../components/shell/messages/ja/help.json" with { type: "json" };
import hosts from "../components/hosts/messages/ja/hosts.json" with { type: "json" };
import hour from "../components/collector/messages/ja/hour.json" with { type: "json" };
import importing from "../components/collector/messages/ja/import.json" with { type: "json" };
import inside from "../components/boot/waterfall/messages/ja/inside.json" with { type: "json" };
import keep from "../components/boot/messages/ja/keep.json" with { type: "json" };
import lane from "../components/ui/messages/ja/lane.json" with { type: "json" };
import live from "../components/live/messages/ja/live.json" with { type: "json" };
import login from "../components/shell/messages/ja/login.json" with { type: "json" };
import mini from "../components/ui/messages/ja/mini.json" with { type: "json" };
import notice from "../components/ui/messages/ja/notice.json" with { type: "json" };
import outcome from "../components/ui/messages/ja/outcome.json" with { type: "json" };
import outcomeMeans from "../components/ui/messages/ja/outcome-means.json" with { type: "json" };
import palette from "../components/shell/messages/ja/palette.json" with { type: "json" };
import perfetto from "../components/boot/messages/ja/perfetto.json" with { type: "json" };
import preferences from "../components/shell/messages/ja/preferences.json" with { type: "json" };
import reason from "../components/ui/messages/ja/reason.json" with { type: "json" };
import reasonNames from "../components/ui/messages/ja/reason-names.json" with { type: "json" };
import runs from "../components/boot/waterfall/messages/ja/runs.json" with { type: "json" };
import spanNames from "../components/ui/messages/ja/span-names.json" with { type: "json" };
import share from "../components/share/messages/ja/share.json" with { type: "json" };
import shortcuts from "../components/shell/messages/ja/shortcuts.json" with { type: "json" };
import spans from "../components/boot/messages/ja/spans.json" with { type: "json" };
import time from "../components/ui/messages/ja/time.json" with { type: "json" };
import tour from "../components/tour/messages/ja/tour.json" with { type: "json" };
import waterfall from "../components/boot/waterfall/messages/ja/waterfall.json" with { type: "json" };

/** Everything the pages say, a file a namespace. */
export default {
  alerts,
  app,
  palette,
  preferences,
  shortcuts,
  notice,
  outcome,
  outcomeMeans,
  lane,
  reason,
  reasonNames,
  group,
  boots,
  changes,
  charts,
  differs,
  mini,
  docs,
  tour,
  help,
  empty,
  fleet,
  hosts,
  hour,
  import: importing,
  blame,
  boot,
  inside,
  keep,
  login,
  share,
  waterfall,
  detail,
  runs,
  spanNames,
  spans,
  live,
  container,
  containers,
  collector,
  database,
  cohorts,
  compare,
  error,
  event,
  exports,
  time,
  perfetto,
  against,
};
