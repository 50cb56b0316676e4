import type { NameSource, OciFacts } from "../../domain/boot.ts";
import { baseName, isGeneratedId } from "../../domain/oci.ts";

/** A generated id is told by so many characters, as the engines do. */
const SHORT_ID = 12;

/** By which name boots are one population, and where it comes from. */
export type PopulationName = { readonly container: string; readonly containerSource: NameSource };

type Known = Pick<OciFacts, "image" | "pod" | "bundle" | "containerId" | "engine" | "runtime"> & {
  /** The name that somebody chose, on the command line of the engine's client. */
  readonly chosen?: string;
};

/**
 * What a boot is held against: boots of the name that somebody chose, else of the same image, else of the same container
 * of a pod's owner, else of the same bundle. Engines make names and ids at random: a boot that is known by nothing else
 * is alone. Without an engine the id is what somebody chose.
 */
export function populationOf({
  chosen,
  image,
  pod,
  bundle,
  containerId,
  engine,
  runtime,
}: Known): PopulationName {
  const id = containerId === undefined || isGeneratedId(containerId) ? undefined : containerId;
  const folder = bundle !== undefined && !isGeneratedId(baseName(bundle)) ? bundle : undefined;
  const named = (container: string | undefined, containerSource: NameSource): PopulationName | undefined =>
    container === undefined || container === "" ? undefined : { container, containerSource };
  return (
    named(chosen, "engine") ??
    named(image, "image") ??
    named(pod, "pod") ??
    (engine === undefined ? named(id, "command-line") : undefined) ??
    named(folder, "bundle") ??
    named(id, "command-line") ??
    named(containerId?.slice(0, SHORT_ID), "container-id") ?? { container: runtime, containerSource: "comm" }
  );
}
