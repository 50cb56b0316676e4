import type { Boot } from "../domain/boot.ts";
import { visibleText } from "./format.ts";

type Named = Pick<Boot, "container" | "oci">;
/** What boots that go by no name that somebody chose are held against each other by. */
export type PopulationKind = "image" | "pod" | "bundle";

/** By what a boot's population is named, where that is not its container's own name. */
export function populationKind({ container, oci }: Named): PopulationKind | undefined {
  if (oci === undefined || oci.name === container) return undefined;
  return (["image", "pod", "bundle"] as const).find((kind) => oci[kind] === container);
}

/** The boots that a boot is held against, by name: "image web:1.4", or the container's own name. */
export function populationText(boot: Named, most?: number): string {
  const kind = populationKind(boot);
  const name = visibleText(boot.container, most);
  return kind === undefined ? name : `${kind} ${name}`;
}
