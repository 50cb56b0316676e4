import type { Group, Outcome } from "@hacotaki/core";
import type { Terminal } from "./terminal.ts";

/** The same hue at three depths: 24-bit, of 256 and of 16 colours. */
type Colour = {
  readonly rgb: readonly [number, number, number];
  readonly of256: number;
  readonly of16: number;
};
const colour = (rgb: Colour["rgb"], of256: number, of16: number): Colour => ({ rgb, of256, of16 });

/** Middle lightness, so that they stand out on dark and on light terminals. */
const GROUP_COLOURS: Readonly<Record<Group, Colour>> = {
  supervise: colour([76, 126, 199], 68, 34),
  network: colour([20, 155, 165], 37, 36),
  namespace: colour([139, 108, 201], 98, 35),
  filesystem: colour([205, 130, 20], 172, 33),
  limits: colour([122, 148, 40], 106, 32),
  identity: colour([200, 90, 150], 168, 95),
  security: colour([160, 98, 66], 131, 31),
  exec: colour([46, 158, 98], 35, 92),
  unattributed: colour([138, 138, 138], 245, 90),
};
const FAILURE = colour([213, 78, 54], 167, 31);

const sgr = (code: string, text: string) => (text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`);

/** Colours and weights; without colour every function gives its text back. */
export type Paint = {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly group: (group: Group, text: string) => string;
  readonly outcome: (outcome: Outcome, text: string) => string;
  readonly failure: (text: string) => string;
};

export function paintFor({ colourDepth }: Terminal): Paint {
  const plain = (text: string) => text;
  if (colourDepth === 1)
    return { dim: plain, bold: plain, failure: plain, group: (_, text) => text, outcome: (_, text) => text };
  const tint = ({ rgb, of256, of16 }: Colour, text: string) =>
    sgr(colourDepth === 24 ? `38;2;${rgb.join(";")}` : colourDepth === 8 ? `38;5;${of256}` : `${of16}`, text);
  return {
    dim: (text) => sgr("2", text),
    bold: (text) => sgr("1", text),
    group: (group, text) => tint(GROUP_COLOURS[group], text),
    // Colour means group: of the outcomes only a failure, which also says so in words, has one of its own.
    outcome: (outcome, text) => (outcome === "failed" ? tint(FAILURE, text) : text),
    failure: (text) => tint(FAILURE, text),
  };
}
