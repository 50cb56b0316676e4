import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Boot, Mark } from "@hacotaki/core";
import { importStream } from "@hacotaki/formats";

const EXAMPLES = join(import.meta.dirname, "../examples");

export type ExampleBoot = { readonly boot: Boot; readonly marks: readonly Mark[] };

/** The example recordings as boots, assembled as an import would. */
export async function exampleBoots(): Promise<readonly ExampleBoot[]> {
  const boots = new Map<string, Boot>();
  const marks: Mark[] = [];
  for (const name of readdirSync(EXAMPLES).filter((file) => /\.(ndjson|txt)$/.test(file)))
    await importStream(
      createReadStream(join(EXAMPLES, name)),
      {
        startRecording: () => 1,
        touchRecording: () => undefined,
        endRecording: () => undefined,
        save(changes) {
          for (const id of changes.retired) boots.delete(id);
          for (const boot of changes.boots) boots.set(boot.id, boot);
          marks.push(...changes.marks);
        },
        hasRun: () => false,
        findRun: () => undefined,
        findBoot: async () => undefined,
        replaceDerived: () => undefined,
      },
      { name, now: () => 0n },
    );
  return [...boots.values()].map((boot) => ({
    boot,
    marks: marks.filter(({ bootId }) => bootId === boot.id),
  }));
}

export async function exampleBoot(container: string): Promise<ExampleBoot> {
  const found = (await exampleBoots()).find(({ boot }) => boot.container === container);
  if (!found) throw new Error(`no example boots ${container}`);
  return found;
}
