import type { Group, Outcome } from "@hacotaki/core";
import type { Terminal } from "./terminal.ts";

/** The dashboard's colours of the groups (its styles/tokens.css), and the nearest of 16. */
type Colour = { readonly light: string; readonly dark: string; readonly of16: number };
const colour = (light: string, dark: string, of16: number): Colour => ({ light, dark, of16 });

const GROUP_COLOURS: Readonly<Record<Group, Colour>> = {
  supervise: colour("109ac6", "35b4fe", 36),
  network: colour("245b51", "8fe6d8", 96),
  namespace: colour("5f319a", "9a6cbc", 35),
  filesystem: colour("3c70d5", "457fe8", 34),
  limits: colour("ad8b29", "c08920", 33),
  identity: colour("974488", "d7a7b6", 95),
  security: colour("873003", "be4a2b", 31),
  exec: colour("507539", "a6d771", 32),
  hooks: colour("f42e78", "fe4b7f", 91),
  engine: colour("272e4d", "616379", 90),
  unattributed: colour("7d8087", "8b8f97", 90),
};
const FAILURE = colour("b3301a", "ff7a5c", 31);
const SLOWER = colour("a8400b", "ff9b63", 91);
const FASTER = colour("1c4fb0", "8ab4ff", 94);

const channels = (hex: string) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The nearest colour of xterm's 6 × 6 × 6 cube, whose steps are 0, 95, 135, … 255. */
function of256(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) =>
    value < 48 ? 0 : Math.min(5, Math.max(1, Math.round((value - 55) / 40))),
  );
  return 16 + 36 * red + 6 * green + blue;
}

const sgr = (code: string, text: string) => (text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`);

/** Colours and weights; without colour every function gives its text back. */
export type Paint = {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly group: (group: Group, text: string) => string;
  readonly outcome: (outcome: Outcome, text: string) => string;
  readonly failure: (text: string) => string;
  /** Candidate minus baseline: positive is slower. Sign and arrow say the same without colour. */
  readonly delta: (delta: bigint, text: string) => string;
};

export function paintFor({ colourDepth, isLight }: Terminal): Paint {
  const plain = (text: string) => text;
  if (colourDepth === 1)
    return {
      dim: plain,
      bold: plain,
      failure: plain,
      group: (_, text) => text,
      outcome: (_, text) => text,
      delta: (_, text) => text,
    };
  const code = ({ light, dark, of16 }: Colour) => {
    const hex = isLight ? light : dark;
    if (colourDepth === 24) return `38;2;${channels(hex).join(";")}`;
    return colourDepth === 8 ? `38;5;${of256(hex)}` : `${of16}`;
  };
  const tint = (of: Colour, text: string) => sgr(code(of), text);
  return {
    dim: (text) => sgr("2", text),
    bold: (text) => sgr("1", text),
    group: (group, text) => tint(GROUP_COLOURS[group], text),
    // Colour means group: of the outcomes only a failure, which also says so in words, has one of its own.
    outcome: (outcome, text) => (outcome === "failed" ? tint(FAILURE, text) : text),
    failure: (text) => tint(FAILURE, text),
    delta: (delta, text) => (delta === 0n ? text : tint(delta > 0n ? SLOWER : FASTER, text)),
  };
}
