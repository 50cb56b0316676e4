import { isHookSlug, isSpanSlug } from "@hacotaki/core";
import type { Messages } from "next-intl";

type Work = keyof Messages["runs"];

/** Spans that haconiwa's boots and those of OCI runtimes both have, in which other work is done. */
const IN_OCI: Readonly<Record<string, Work>> = {
  "runtime-start": "oci-runtime-start",
  cgroup: "oci-cgroup",
  namespace: "oci-namespace",
  filesystem: "oci-filesystem",
  "pivot-root": "oci-pivot-root",
  capability: "oci-capability",
  seccomp: "oci-seccomp",
  handover: "oci-handover",
  exec: "oci-exec",
  "app-start": "oci-app-start",
};

/**
 * Which description fits a span; a span without one does not compile. A slug that was made unique (`prepare-2`) means the
 * same work.
 */
export function workOf(slug: string, isOci = false): Work {
  if (isHookSlug(slug)) return "hook";
  const plain = slug.replace(/-\d+$/, "");
  return (isOci ? IN_OCI[plain] : undefined) ?? (isSpanSlug(plain) ? plain : "unknown");
}
