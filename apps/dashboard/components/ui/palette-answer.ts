import { bootDuration, foldedText, visibleText, type BootSummary, type PaletteMessage } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";

const CONTAINERS = 5;
const BOOTS = 5;
/** Longer is no name and no id. */
const MAX_QUERY = 100;
/** Shorter ids are found among too many to look through. */
const ID_PREFIX = /^[0-9a-z]{4,16}$/i;

const shortened = (boot: BootSummary): PaletteMessage["boots"][number] => {
  const durationNs = bootDuration(boot);
  return {
    id: boot.id,
    container: visibleText(boot.container, 80),
    outcome: boot.outcome,
    ...(boot.wallTime === undefined ? {} : { wallTime: boot.wallTime }),
    ...(durationNs === undefined ? {} : { durationNs }),
  };
};

/** Containers whose name has one of the words typed, and the newest boots: of the first of them, by id, or of all. */
export async function paletteAnswer(reader: StoreReader, query: string): Promise<PaletteMessage> {
  const text = query.slice(0, MAX_QUERY).trim();
  const words = foldedText(text).split(/\s+/).filter(Boolean);
  const all = await reader.containers();
  const score = (name: string) => words.filter((word) => foldedText(name).includes(word)).length;
  const containers = all
    .filter(({ name }) => words.length === 0 || score(name) > 0)
    .toSorted((a, b) => score(b.name) - score(a.name) || b.boots - a.boots)
    .slice(0, CONTAINERS);
  const [first] = words.length === 0 ? [] : containers;
  const newest = (filter: { readonly container?: string; readonly text?: string }) =>
    reader.listBoots({ filter, limit: BOOTS }).then(({ boots }) => boots);
  const [byId, listed] = await Promise.all([
    ID_PREFIX.test(text) ? newest({ text }) : [],
    words.length === 0 ? newest({}) : first === undefined ? [] : newest({ container: first.name }),
  ]);
  const named = byId.filter(({ id }) => id.startsWith(text.toLowerCase()));
  const boots = [...named, ...listed.filter(({ id }) => !named.some((boot) => boot.id === id))];
  return {
    containers: containers.map(({ name, boots: count }) => ({ name, boots: count })),
    boots: boots.slice(0, BOOTS).map(shortened),
  };
}
