import { GROUPS, type Group } from "@hacotaki/core";

type Ink = "paper" | "sunken" | "ink" | "ink-2" | "ink-3" | "line" | "line-2" | "bad" | "warn" | "good";
/** Colours of a picture, by the names that the dashboard's style sheet gives them. */
export type Theme = Readonly<Record<Ink | `group-${Group}`, string>>;

export const LIGHT: Theme = {
  paper: "#fcfcfa",
  sunken: "#f3f3ef",
  ink: "#1a1c20",
  "ink-2": "#50545c",
  "ink-3": "#6a6e76",
  line: "#deded8",
  "line-2": "#eaeae4",
  bad: "#b3261e",
  warn: "#855b00",
  good: "#24663a",
  "group-supervise": "#109ac6",
  "group-network": "#245b51",
  "group-namespace": "#5f319a",
  "group-filesystem": "#3c70d5",
  "group-limits": "#ad8b29",
  "group-identity": "#974488",
  "group-security": "#873003",
  "group-exec": "#507539",
  "group-hooks": "#f42e78",
  "group-engine": "#272e4d",
  "group-unattributed": "#7d8087",
};

export const DARK: Theme = {
  paper: "#121418",
  sunken: "#0d0f12",
  ink: "#e6e7ea",
  "ink-2": "#a9adb6",
  "ink-3": "#8b909a",
  line: "#2a2e35",
  "line-2": "#20242a",
  bad: "#ff8a7a",
  warn: "#e9b949",
  good: "#7fd29a",
  "group-supervise": "#35b4fe",
  "group-network": "#8fe6d8",
  "group-namespace": "#9a6cbc",
  "group-filesystem": "#457fe8",
  "group-limits": "#c08920",
  "group-identity": "#d7a7b6",
  "group-security": "#be4a2b",
  "group-exec": "#a6d771",
  "group-hooks": "#fe4b7f",
  "group-engine": "#616379",
  "group-unattributed": "#8b8f97",
};

/** What is written on a bar: the one of the two that is read more easily there. */
const DARK_LETTERS = "#0d1014";
const LIGHT_LETTERS = "#ffffff";
const luminance = (hex: string) =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const value = Number.parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16) / 255;
    return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);
/** Contrast ratios of WCAG 2.2. */
const contrast = (a: string, b: string) => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};
const lettersOn = (colour: string) =>
  contrast(colour, DARK_LETTERS) > contrast(colour, LIGHT_LETTERS) ? DARK_LETTERS : LIGHT_LETTERS;

const SANS = '"IBM Plex Sans","Hiragino Sans","Noto Sans JP",Kosugi,system-ui,sans-serif';
const MONO = '"IBM Plex Mono",ui-monospace,"Noto Sans Mono CJK JP",Kosugi,monospace';

/** What does not depend on the theme. Plain class rules only: the rasteriser knows no others. */
const SHAPES = [
  `.hp text{font-family:${SANS};font-size:13px}`,
  ".hp .name{font-size:18px;font-weight:600}",
  ".hp .strong{font-weight:600}",
  ".hp .small{font-size:11px}",
  `.hp .figure{font-family:${MONO};font-size:11px}`,
  ".hp .end{text-anchor:end}",
  ".hp .halo{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}",
].join("");

const coloured = (theme: Theme) =>
  [
    `.hp .paper{fill:${theme.paper}}.hp .band{fill:${theme.sunken}}.hp .halo{stroke:${theme.sunken}}`,
    `.hp text,.hp .ink{fill:${theme.ink}}.hp .ink2{fill:${theme["ink-2"]}}.hp .ink3{fill:${theme["ink-3"]}}`,
    `.hp .rule{stroke:${theme.line}}.hp .grid{stroke:${theme["line-2"]}}.hp .life{stroke:${theme["ink-3"]}}`,
    `.hp .flag{stroke:${theme["ink-2"]}}.hp .hair{stroke-width:2}`,
    `.hp .bad{fill:${theme.bad}}.hp .warn{fill:${theme.warn}}.hp .good{fill:${theme.good}}`,
    `.hp .cross{stroke:${theme.bad};stroke-width:2;fill:none}.hp .line-bad{fill:${theme.bad}}`,
    ...GROUPS.map((group) => {
      const colour = theme[`group-${group}`];
      return `.hp .g-${group}{fill:${colour}}.hp .s-${group}{stroke:${colour}}.hp .c-${group}{stop-color:${colour}}.hp .on-${group}{fill:${group === "unattributed" ? theme.ink : lettersOn(colour)}}`;
    }),
    ".hp .hatch{fill:url(#hp-hatch)}.hp .hatch-bad{fill:url(#hp-hatch-bad)}",
    ...GROUPS.map((group) => `.hp .f-${group}{fill:url(#hp-fade-${group})}`),
  ].join("");

/** Style of a picture that follows its reader's light or dark. */
export const STYLE = `${SHAPES}${coloured(LIGHT)}@media (prefers-color-scheme:dark){${coloured(DARK)}}`;
/** The rasteriser looks fonts up by the name they bear themselves. */
const SEMI_BOLD = `.hp .name,.hp .strong{font-family:"IBM Plex Sans SemiBold",${SANS}}`;
/** Style of a picture that is made of pixels. */
export const fixedStyle = (theme: Theme) => SHAPES + SEMI_BOLD + coloured(theme);

const hatched = (id: string, turn: number, line: string) =>
  `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">` +
  `<rect width="6" height="6" class="band"/><rect width="2.5" height="6" class="${line}"/></pattern>`;

/** Fills that all boots of a document share: the fade of what is open, the hatching of what belongs to no span. */
export const DEFINITIONS = `<defs>${hatched("hp-hatch", 45, "g-unattributed")}${hatched("hp-hatch-bad", -45, "line-bad")}${GROUPS.map(
  (group) =>
    `<linearGradient id="hp-fade-${group}"><stop offset="0" class="c-${group}"/>` +
    `<stop offset="0.5" class="c-${group}" stop-opacity="0.75"/><stop offset="1" class="c-${group}" stop-opacity="0.15"/></linearGradient>`,
).join("")}</defs>`;
