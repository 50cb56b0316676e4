import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Source } from "../domain/event.ts";
import type { ProbeGeneration } from "../domain/phase.ts";
import { legOf, LEGS } from "./course.ts";
import type { Machine } from "./play.ts";
import type { Random } from "./random.ts";

/** What a collector was attached to on one machine for a while: it has one recording. */
export type Attachment = {
  readonly source: Source;
  readonly machine: Machine;
  readonly path: string;
  readonly exeInode: bigint;
  readonly buildId: string;
  readonly generation: ProbeGeneration;
  readonly probes: readonly string[];
  /** UTC minus the machine's clock, ns. */
  readonly wallOffset: bigint;
  /** UTC ns. */
  readonly startedAt: bigint;
  /** From when to when, as shares of the time. */
  readonly from: number;
  readonly to: number;
  /** The machine goes down at its end, and what runs on it goes unseen. */
  readonly isCutOff: boolean;
  readonly factors: Float64Array;
};

export type Timeline = {
  /** UTC ns. */
  readonly startAt: bigint;
  readonly lengthNs: bigint;
};

const PROBES: Readonly<Record<ProbeGeneration, readonly string[]>> = {
  "2019": ["probe-boottime", "probe-misc"],
  "2019-10-07": ["bootstrap-phase-pass", "probe-misc-str"],
  "0.11": ["bootstrap_phase_pass", "probe_misc", "probe_misc_str"],
};
const KERNELS = ["6.1.0-38-amd64", "6.12.43+deb13-amd64"] as const;
/** A newer kernel takes longer to give a container its root, and less to make its namespaces. */
const NEWER_KERNEL: readonly (readonly [string, number])[] = [
  ["18", 1.6],
  ["12", 0.8],
];
const DAY = 86_400_000_000_000n;
/** A machine is up so long before something is booted on it, ns. */
const WARM_UP = 30_000_000_000n;

/** What changes on a machine: at a share of the time, which kernel and haconiwa it has from there on. */
type Change = {
  readonly at: number;
  readonly generation: ProbeGeneration;
  readonly kernel: 0 | 1;
  readonly reboots: boolean;
};

/** Some machines get another kernel, some another haconiwa; one day's haconiwa of 2019 is there for a while, too. */
function changesOf(place: number, random: Random): Change[] {
  const first = { at: 0, kernel: 0, reboots: false } as const;
  const later = 0.35 + 0.4 * random.next();
  switch (place % 4) {
    case 0:
      return [
        { ...first, generation: "0.11" },
        { at: later, generation: "0.11", kernel: 1, reboots: true },
      ];
    case 1:
      return [
        { ...first, generation: "2019" },
        { at: later, generation: "0.11", kernel: 0, reboots: false },
      ];
    case 2:
      return [{ ...first, generation: "0.11" }];
    default:
      return [
        { ...first, generation: "2019-10-07" },
        { at: 0.15, generation: "0.11", kernel: 0, reboots: false },
        { at: later, generation: "0.11", kernel: 1, reboots: true },
      ];
  }
}

const hex = (text: string, digits: number) => bytesToHex(sha256(utf8ToBytes(text))).slice(0, digits);
const uuid = (text: string) => hex(text, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

function factorsOf(pace: Float64Array, kernel: 0 | 1): Float64Array {
  const factors = pace.slice();
  if (kernel === 1)
    for (const [key, factor] of NEWER_KERNEL) factors[legOf(key)] = (factors[legOf(key)] ?? 1) * factor;
  return factors;
}

/** All attachments of a machine, in the order of time. */
export function attachmentsOf(
  seed: number,
  place: number,
  { startAt, lengthNs }: Timeline,
  random: Random,
): Attachment[] {
  const name = `node-${place + 1}`;
  const speed = random.about(0.15);
  const pace = Float64Array.from(LEGS, () => speed * random.about(0.05));
  const changes = changesOf(place, random);
  let machine: Machine | undefined;
  let wallOffset = startAt - BigInt(3 + random.below(60)) * DAY;
  let boot = 0;
  return changes.map((change, n): Attachment => {
    const { at, generation, kernel, reboots } = change;
    const until = changes[n + 1];
    if (reboots) {
      boot += 1;
      wallOffset = startAt + BigInt(Math.round(at * Number(lengthNs))) - WARM_UP;
    }
    const path = generation === "0.11" ? "/usr/bin/haconiwa" : "/usr/local/bin/haconiwa";
    if (reboots || machine === undefined)
      machine = { name, cpus: 8, shell: 1, cgroupId: 4_321n + BigInt(place), pid: 700, seq: 0, runs: 0 };
    return {
      source: {
        kind: "live",
        hostId: hex(`host ${seed} ${place}`, 32),
        hostName: name,
        kernelBootId: uuid(`kernel boot ${seed} ${place} ${boot}`),
        kernel: KERNELS[kernel],
        hasKernelEvents: true,
        wallOffset,
      },
      machine,
      path,
      exeInode: BigInt(1_000_000 + place * 100 + n),
      buildId: hex(`build ${generation}`, 40),
      generation,
      probes: PROBES[generation],
      wallOffset,
      startedAt: startAt + BigInt(Math.round(at * Number(lengthNs))),
      from: at,
      to: until?.at ?? 1,
      isCutOff: until?.reboots ?? false,
      factors: factorsOf(pace, kernel),
    };
  });
}
