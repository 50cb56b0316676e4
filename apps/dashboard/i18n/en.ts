import against from "../components/compare/usual/messages/en/against.json" with { type: "json" };
import alerts from "../components/alerts/messages/en/alerts.json" with { type: "json" };
import app from "../components/shell/messages/en/app.json" with { type: "json" };
import blame from "../components/boot/messages/en/blame.json" with { type: "json" };
import boot from "../components/boot/messages/en/boot.json" with { type: "json" };
import boots from "../components/boots/messages/en/boots.json" with { type: "json" };
import changes from "../components/containers/messages/en/changes.json" with { type: "json" };
import charts from "../components/boots/messages/en/charts.json" with { type: "json" };
import cohorts from "../components/compare/cohorts/messages/en/cohorts.json" with { type: "json" };
import collector from "../components/collector/messages/en/collector.json" with { type: "json" };
import compare from "../components/compare/boots/messages/en/compare.json" with { type: "json" };
import container from "../components/containers/messages/en/container.json" with { type: "json" };
import containers from "../components/containers/messages/en/containers.json" with { type: "json" };
import database from "../components/ui/messages/en/database.json" with { type: "json" };
import detail from "../components/boot/waterfall/messages/en/detail.json" with { type: "json" };
import differs from "../components/boots/messages/en/differs.json" with { type: "json" };
import docs from "../components/docs/messages/en/docs.json" with { type: "json" };
import empty from "../components/collector/messages/en/empty.json" with { type: "json" };
import error from "../components/shell/messages/en/error.json" with { type: "json" };
import event from "../components/ui/messages/en/event.json" with { type: "json" };
import exports from "../components/boot/messages/en/exports.json" with { type: "json" };
import fleet from "../components/collector/messages/en/fleet.json" with { type: "json" };
import group from "../components/ui/messages/en/group.json" with { type: "json" };
import help from "../components/shell/messages/en/help.json" with { type: "json" };
import hosts from "../components/hosts/messages/en/hosts.json" with { type: "json" };
import hour from "../components/collector/messages/en/hour.json" with { type: "json" };
import importing from "../components/collector/messages/en/import.json" with { type: "json" };
import inside from "../components/boot/waterfall/messages/en/inside.json" with { type: "json" };
import keep from "../components/boot/messages/en/keep.json" with { type: "json" };
import lane from "../components/ui/messages/en/lane.json" with { type: "json" };
import live from "../components/live/messages/en/live.json" with { type: "json" };
import login from "../components/shell/messages/en/login.json" with { type: "json" };
import mini from "../components/ui/messages/en/mini.json" with { type: "json" };
import notice from "../components/ui/messages/en/notice.json" with { type: "json" };
import outcome from "../components/ui/messages/en/outcome.json" with { type: "json" };
import outcomeMeans from "../components/ui/messages/en/outcome-means.json" with { type: "json" };
import palette from "../components/shell/messages/en/palette.json" with { type: "json" };
import perfetto from "../components/boot/messages/en/perfetto.json" with { type: "json" };
import preferences from "../components/shell/messages/en/preferences.json" with { type: "json" };
import reason from "../components/ui/messages/en/reason.json" with { type: "json" };
import reasonNames from "../components/ui/messages/en/reason-names.json" with { type: "json" };
import runs from "../components/boot/waterfall/messages/en/runs.json" with { type: "json" };
import share from "../components/share/messages/en/share.json" with { type: "json" };
import shortcuts from "../components/shell/messages/en/shortcuts.json" with { type: "json" };
import spans from "../components/boot/messages/en/spans.json" with { type: "json" };
import time from "../components/ui/messages/en/time.json" with { type: "json" };
import tour from "../components/tour/messages/en/tour.json" with { type: "json" };
import waterfall from "../components/boot/waterfall/messages/en/waterfall.json" with { type: "json" };
import { spanLabels as spanNames } from "./span-labels.ts";

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
