import { inOrder, REASON_SLUGS, toldCauses, type BootCause, type ReasonSlug } from "@hacotaki/core";
import { DamagedRow } from "../error.ts";

/*
 * " 2:91600123 1:25000000;12:49000000": places in the list of all reasons, counted from 1, with ns. Before the semicolon
 * stand those that are told of the boot by themselves, the worst first: it is there that a filter looks.
 */

const placeOf = (slug: ReasonSlug) => REASON_SLUGS.indexOf(slug) + 1;
const packed = (causes: readonly BootCause[]) =>
  causes.map(({ slug, ns }) => ` ${placeOf(slug)}:${ns}`).join("");

export function packCauses(causes: readonly BootCause[] | undefined): string | null {
  if (causes === undefined) return null;
  const told = toldCauses(causes);
  return `${packed(told)};${packed(causes.filter((each) => !told.includes(each))).trimStart()}`;
}

/** The column in the two parts it is stored in: up to the semicolon with the boot's row, and what is behind it. */
export function partedCauses(text: string | null): readonly [told: string | null, rest: string | null] {
  if (text === null) return [null, null];
  const end = text.indexOf(";") + 1;
  return [text.slice(0, end), text.slice(end)];
}

/** Of both parts: boots of before have all of it in the first. */
export const joinedCauses = (told: string | null, rest: string | null): string | null =>
  told === null ? null : told + (rest ?? "");

const DIGITS = /^\d+$/;

function unpacked(text: string): BootCause[] {
  const causes: BootCause[] = [];
  for (const each of text.split(" ")) {
    if (each === "") continue;
    const colon = each.indexOf(":");
    const slug = REASON_SLUGS[Number(each.slice(0, colon)) - 1];
    const ns = each.slice(colon + 1);
    if (colon < 0 || slug === undefined || !DIGITS.test(ns)) throw new DamagedRow(`no cause: ${each}`);
    causes.push({ slug, ns: BigInt(ns) });
  }
  return causes;
}

/** A boot's causes, longest first. */
export function causesOfColumn(text: string | null): readonly BootCause[] | null {
  return text === null ? null : inOrder(unpacked(text.replace(";", " ")));
}

/** Slugs of those that are told of a boot by themselves. */
export function reasonsOfColumn(text: string | null): readonly ReasonSlug[] | null {
  const told = unpacked(text?.split(";", 1)[0] ?? "");
  return told.length === 0 ? null : told.map(({ slug }) => slug);
}

/** What the column holds before its semicolon where a reason is told of the boot. */
export const toldMark = (slug: ReasonSlug) => ` ${placeOf(slug)}:`;
