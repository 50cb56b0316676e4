import { GROUPS, type Group } from "@hacotaki/core";

const fade = (group: Group) =>
  `<linearGradient id="fade-${group}" class="g-${group}"><stop offset="0" class="stop"/><stop offset="0.5" class="stop" stop-opacity="0.75"/><stop offset="1" class="stop" stop-opacity="0.15"/></linearGradient>`;

const hatch = (id: string, degrees: number, line: string) =>
  `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(${degrees})"><rect width="6" height="6" class="hatch-ground"/><rect width="2.5" height="6" class="${line}"/></pattern>`;

/** As text: as elements, each of them would be made for every page. */
const DEFINITIONS = `<defs>${GROUPS.map(fade).join("")}${hatch("hatch", 45, "hatch-line")}${hatch("hatch-failed", -45, "hatch-line-failed")}</defs>`;

/** Fills that all charts of a page share: the fade of what is open, the hatching of what belongs to no span. */
export const ChartDefinitions = () => (
  <svg
    className="definitions"
    width="0"
    height="0"
    aria-hidden="true"
    dangerouslySetInnerHTML={{ __html: DEFINITIONS }}
  />
);
