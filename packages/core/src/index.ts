export { backoffMs } from "./domain/backoff.ts";
export * from "./domain/boot.ts";
export { parseBootId } from "./domain/boot-id.ts";
export * from "./domain/boot-search.ts";
export * from "./domain/collector-sample.ts";
export * from "./domain/contention.ts";
export * from "./domain/detail.ts";
export * from "./domain/event.ts";
export { kindOfFrame, tellingFrame } from "./domain/kernel-frame.ts";
export * from "./domain/filter.ts";
export { foldedText } from "./domain/folded-text.ts";
export { podContainer } from "./domain/kubernetes.ts";
export * from "./domain/marks.ts";
export {
  baseName,
  configuredBy,
  clientCommandOf,
  commandOf,
  containerIdOf,
  ENGINE_PROGRAMS,
  isContainerBoot,
  optionOf,
  programOf,
  RUNTIMES,
} from "./domain/oci.ts";
export { omitUndefined } from "./domain/omit-undefined.ts";
export * from "./domain/phase.ts";
export { generationsOf, isPhaseArgument, readProbe, STRING_PROBES, type Reading } from "./domain/probe.ts";
export {
  hooksOf,
  isHookSlug,
  isSpanSlug,
  labelOfToday,
  labelOfSlug,
  SORTED_SPANS,
  SPAN_SLUGS,
  spanFacts,
  spanLabel,
  type Cause,
  type SpanSlug,
} from "./domain/span.ts";
export * from "./domain/reason.ts";
export * from "./domain/summary.ts";
export * from "./domain/time.ts";
export * from "./domain/verdict.ts";
export * from "./domain/shown-detail.ts";
export * from "./domain/waits.ts";
export { brokenPath } from "./domain/whole-path.ts";

export * from "./statistics/boot-groups.ts";
export * from "./statistics/budget-figures.ts";
export { contrastsOf, type GroupedDurations } from "./statistics/contrast.ts";
export * from "./statistics/deviation.ts";
export * from "./statistics/float-bits.ts";
export * from "./statistics/population.ts";
export * from "./statistics/quantile.ts";
export * from "./statistics/sampling.ts";
export * from "./statistics/scale-end.ts";
export type { Slices } from "./statistics/slices.ts";

export * from "./reasons/causes.ts";
export * from "./reasons/json.ts";
export * from "./reasons/reasons.ts";
export * from "./reasons/words.ts";

export * from "./assembly/assemble.ts";
export * from "./assembly/changes.ts";
export { hacoArgumentOf, hacoFileOf, wholeArguments } from "./assembly/naming.ts";

export { createDetailBound, MOST_CALLS, MOST_WAITS, type DetailBound } from "./detail/bound.ts";
export { detailOf } from "./detail/detail-of.ts";
export { pressureText, readPressure, restText, type PressureReading } from "./detail/told-facts.ts";

export { callInWords, parametersInWords, resultInWords } from "./words/call-words.ts";
export { errnoName } from "./words/errno.ts";
export * from "./words/call-text.ts";
export * from "./words/format.ts";
export * from "./words/inside-json.ts";
export * from "./words/json.ts";
export * from "./words/markdown.ts";
export type { PaletteMessage } from "./words/palette.ts";
export * from "./words/packed-boots.ts";
export * from "./words/population-words.ts";
export { sentences } from "./words/sentences.ts";
export { localSizeText, sizeText } from "./words/size-text.ts";
export * from "./words/shown-detail.ts";
export * from "./words/signal.ts";
export * from "./words/verdict-words.ts";
export * from "./words/wire.ts";
export { localText, offsetText, zoneOffsetMs } from "./words/zoned-time.ts";

export * from "./compare/against.ts";
export * from "./compare/align.ts";
export * from "./compare/blame.ts";
export * from "./compare/boot-reasons.ts";
export * from "./compare/boots-markdown.ts";
export * from "./compare/change.ts";
export * from "./compare/cohorts.ts";
export * from "./compare/cohorts-markdown.ts";
export * from "./compare/cohorts-words.ts";
export * from "./compare/findings.ts";
export * from "./compare/held-boot.ts";
export { comparedInside, type InsideRow, type InsideSum } from "./compare/inside.ts";
export * from "./compare/json.ts";
export * from "./compare/limits.ts";
export * from "./compare/measures.ts";
export * from "./compare/rows.ts";
export { rankErrorText } from "./compare/sample-words.ts";
export * from "./compare/verdict.ts";
export * from "./compare/words.ts";

export * from "./keeping/baseline.ts";
export * from "./keeping/gone-boot.ts";
export * from "./keeping/note.ts";
export * from "./keeping/role.ts";
export * from "./keeping/share.ts";

export * from "./links/against-view.ts";
export * from "./links/baseline-line.ts";
export * from "./links/boot-view.ts";
export * from "./links/boots-view.ts";
export { boxText } from "./links/box-text.ts";
export * from "./links/cohort-form.ts";
export * from "./links/cohort-view.ts";
export * from "./links/compare-view.ts";
export * from "./links/container-view.ts";
export * from "./links/filter-text.ts";
export * from "./links/hosts-view.ts";
export * from "./links/limit-text.ts";
export * from "./links/link-values.ts";
export * from "./links/old-links.ts";
export { zoomText, type ParsedView, type SearchParams } from "./links/reader.ts";
export * from "./links/share-link.ts";
export * from "./links/time-range.ts";

export * from "./alerts/alert.ts";
export * from "./alerts/budget.ts";
export * from "./alerts/judge.ts";
export * from "./alerts/json.ts";
export * from "./alerts/message.ts";

export { createColumns, type Columns } from "./columns/columns.ts";
export { containerChanges } from "./columns/container-changes.ts";
export type { RowCutter, RowPaster, SlabNames, TextPage } from "./columns/kept-rows.ts";
export * from "./columns/sample.ts";
export { slabIn, type Slab, type SlabSize } from "./columns/slab.ts";
export * from "./columns/statistics.ts";
// What is told of boots that were counted elsewhere, as of those in columns.
export { binEdges, binFloors, durationScale } from "./columns/axis.ts";
export {
  BOOT_MEASURE,
  inOrderOfPath,
  READY_MEASURE,
  toldComparison,
  toldOf,
  withOutcomes,
} from "./columns/cohorts.ts";
export { stepOf, toldCourse, type CourseStretch, type Extent } from "./columns/courses.ts";
export {
  frequentOf,
  hostWords,
  inOrderOfMedians,
  isLonger,
  isMeasured,
  isSoughtIn,
  isTimed,
  toldAttributes,
  type CountedValue,
} from "./columns/differs.ts";
export { hasBox } from "./columns/overview.ts";
export {
  domainOf,
  MOST_POINTS,
  SCATTER_COLUMNS,
  SCATTER_ROWS,
  type Domain,
  type Found,
} from "./columns/overview-axes.ts";
export { isId } from "./columns/ids.ts";
export type { ContainerMiddles, Middle } from "./columns/middles.ts";
export { cameUp, POPULATION_OUTCOMES } from "./columns/populations.ts";
export { selectedAfter, selectedCursor } from "./columns/select.ts";
export { createSpread, type Spread } from "./columns/spread.ts";
export { createTable, type Table } from "./columns/table.ts";
export { toldPopulation, type MeasuredPopulation } from "./columns/told-population.ts";
export {
  stretchesOf,
  toldReport,
  type MeasuredReport,
  type MeasuredStretch,
  type ReportRange,
  type Stretches,
} from "./columns/told-report.ts";
export { deviationOf, explained } from "./columns/why.ts";
export { inOneGo } from "./statistics/slices.ts";
export { sortRows } from "./statistics/sort-rows.ts";
export { superiority } from "./statistics/superiority.ts";
