import type { Messages } from "next-intl";

type Work = keyof Messages["runs"];

/** Spans whose work is described in the messages. A record, so that one without a description does not compile. */
const DESCRIBED: Readonly<Record<Work, true>> = {
  "runtime-start": true,
  evaluate: true,
  prepare: true,
  "prepare-after-network": true,
  network: true,
  fork: true,
  namespace: true,
  filesystem: true,
  rlimit: true,
  cgroup: true,
  remount: true,
  "uid-map": true,
  "pivot-root": true,
  capability: true,
  seccomp: true,
  handover: true,
  exec: true,
  "app-start": true,
  "wait-setup": true,
  finish: true,
  running: true,
  cleanup: true,
  unknown: true,
};

const isDescribed = (slug: string): slug is Work => Object.hasOwn(DESCRIBED, slug);

/** Which description fits a span. A slug that was made unique (`prepare-2`) means the same work. */
export function workOf(slug: string): Work {
  const plain = slug.replace(/-\d+$/, "");
  return isDescribed(plain) ? plain : "unknown";
}
