import { bootHref, parseBootId, type BootId, type BootView } from "@hacotaki/core";

type Step = { readonly name: StepName; readonly id: BootId; readonly view: BootView };

/** What each step shows. */
const NAMES = ["hook", "contention", "mount", "stuck", "ready", "multi"] as const;
export type StepName = (typeof NAMES)[number];

const ms = (from: number, to: number) => ({
  fromNs: BigInt(from) * 1_000_000n,
  toNs: BigInt(to) * 1_000_000n,
});

const SHOWN: Readonly<Record<StepName, { readonly id: string; readonly view: Partial<BootView> }>> = {
  hook: { id: "cg45pcg6n1bxcr3z", view: { span: "namespace" } },
  contention: { id: "6cs4e456y0fwy26g", view: { span: "runtime-start" } },
  mount: { id: "m7gj79yd9t08226z", view: { span: "filesystem" } },
  stuck: { id: "cv0fzsch3caye4ef", view: { span: "pivot-root" } },
  ready: { id: "4en0t74p4g8sba1z", view: { span: "app-start", zoom: ms(0, 450) } },
  multi: { id: "pa7kyh9efvec725c", view: {} },
};

/** The steps of the tour: real boots, whose ids are the same wherever they are imported. */
export const STEPS: readonly Step[] = NAMES.flatMap((name) => {
  const { id: text, view } = SHOWN[name];
  const id = parseBootId(text);
  return id === undefined ? [] : [{ name, id, view: { collapsed: [], ...view } }];
});

/** Files of the examples that the boots of the tour are in, beside those of the tour alone. */
export const SHARED_EXAMPLES: readonly string[] = [
  "2019-slow-hooks.ndjson",
  "head-tcp-c.ndjson",
  "head-multi-daemon.ndjson",
];

/** Address that shows a step of the tour, by its place from 1. */
export const stepAddress = (place: number): string => `/tour/${place}`;

/** What a step shows, with what is selected and how far it is zoomed. */
export const stepHref = ({ id, view }: Step): string => bootHref(id, view);

/** How far somebody is, as their cookie keeps it: at a step, or having left there. */
export type TourPlace = { readonly place: number; readonly isLeft: boolean };
export const TOUR_COOKIE = "tour";
export const tourText = ({ place, isLeft }: TourPlace): string => `${place}${isLeft ? "-left" : ""}`;

/** Undefined for what is no place of the tour. */
export function parseTour(text: string | undefined): TourPlace | undefined {
  const [, digit, left] = /^(\d)(-left)?$/.exec(text ?? "") ?? [];
  const place = Number(digit);
  return place >= 1 && place <= STEPS.length ? { place, isLeft: left !== undefined } : undefined;
}
