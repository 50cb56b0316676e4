import { instant, NO_PHASE, type Boot, type BootFilter, type BootId, type RunId } from "@hacotaki/core";
import { bootAt } from "./builder.ts";

const WALL = 1_700_000_000_000_000_000n;
const MS = 1_000_000n;

/** A boot of 100 ms; its id ends in its name. */
function boot(name: string, facts: Partial<Boot> = {}): Boot {
  const startAt = instant(1_000_000_000n);
  return {
    ...bootAt(0),
    id: name.padStart(16, "0") as BootId,
    runId: name.padStart(16, "0") as RunId,
    container: "plain",
    hostId: "host-a",
    hostName: "alpha",
    outcome: "up",
    losses: [],
    startAt,
    upAt: instant(startAt + 100n * MS),
    wallTime: WALL,
    spans: [],
    processes: [],
    ...facts,
  };
}
const without = <Key extends "upAt" | "wallTime">(made: Boot, key: Key): Boot => {
  const { [key]: _left, ...rest } = made;
  return rest as Boot;
};

export const FILTERED_BOOTS: readonly Boot[] = [
  boot("1", { container: "café" }),
  boot("2", { container: "cafe\u0301-decomposed" }),
  boot("3", { container: "cafe", causes: [{ slug: "slow-hook", ns: 2_000n * MS }] }),
  boot("4", { container: "STRASSE" }),
  boot("5", { hostName: "straße", hostId: "host-b", kernel: "6.1.0-31-amd64" }),
  boot("6", { hacoFile: "/etc/ΟΔΟΣ.haco", kernel: "6.18.5" }),
  boot("7", { command: ["odos", "οδοσα", "--x=100%_y"] }),
  boot("8", { container: "ﾃﾞﾓ" }),
  boot("9", { container: "Ｗｅｂ０１" }),
  boot("a", { container: "ПРИВЕТ", furthestPhase: "CONTAINER_CHROOTED", outcome: "failed" }),
  boot("b", { container: "late", losses: ["attached-late"], outcome: "partial" }),
  without(boot("c", { container: "down", outcome: "failed" }), "upAt"),
  without(boot("d", { container: "timeless" }), "wallTime"),
  boot("e", { container: "slow", upAt: instant(1_000_000_000n + 200n * MS), wallTime: WALL + 2n ** 40n }),
  boot("f", { container: "istanbul İZMİR", command: ["sh", "-c", "true"] }),
  boot("h", {
    oci: {
      runtime: "runc",
      engine: "docker",
      image: "registry.example/web:1.4",
      labels: { "com.docker.compose.project": "shop", empty: "", "a=b": "c" },
    },
  }),
  boot("i", { oci: { runtime: "crun", engine: "podman", pod: "shop/web/nginx" } }),
  boot("g", { container: "back\\slash", hacoFile: "/srv/a\u0000b.haco" }),
];

/** Last letters of ids. */
export const namesOf = (found: readonly { readonly id: string }[]) =>
  found
    .map(({ id }) => id.slice(-1))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join("");
const ALL = namesOf(FILTERED_BOOTS);

/** What a filter finds, whoever is asked: by the last letters of ids. */
export const FILTER_CASES: readonly (readonly [BootFilter, string])[] = [
  [{}, ALL],
  [{ text: "" }, ALL],
  [{ text: "CAFÉ" }, "12"],
  [{ text: "cafe\u0301" }, "12"],
  [{ text: "Cafe" }, "3"],
  [{ text: "ＣＡＦＥ" }, "3"],
  [{ text: "strasse" }, "45"],
  [{ text: "STRAẞE" }, "45"],
  [{ text: "οδος" }, "67"],
  [{ text: "ΟΔΟΣ" }, "67"],
  [{ text: "ΟΔΟΣΑ" }, "7"],
  [{ text: "デモ" }, "8"],
  [{ text: "でも" }, ""],
  [{ text: "web01" }, "9"],
  [{ text: "привет" }, "a"],
  [{ text: "i̇zmi̇r" }, "f"],
  [{ text: "100%" }, "7"],
  [{ text: "%" }, "7"],
  [{ text: "l%te" }, ""],
  [{ text: "_" }, "7"],
  [{ text: "\\" }, "g"],
  [{ text: "SH -C" }, "f"],
  [{ text: "00000G" }, "g"],
  [{ text: "000000000000000a" }, "a"],
  [{ text: "ALPHA" }, ALL.replace("5", "")],
  [{ text: "nothing" }, ""],
  [{ text: "a".repeat(500) }, ""],
  [{ text: "\ud800" }, ""],
  [{ container: "café" }, "1"],
  [{ container: "CAFÉ" }, ""],
  [{ container: "plain", text: "strasse" }, "5"],
  [{ host: "host-b" }, "5"],
  [{ host: "HOST-B" }, ""],
  [{ hostLabel: "zone" }, ""],
  [{ hostLabel: "toString" }, ""],
  [{ kernel: "6.1.0-31-amd64" }, "5"],
  [{ kernel: "6.18.5", text: "οδος" }, "6"],
  [{ kernel: "6.1" }, ""],
  [{ kernel: "6.18.5", host: "host-b" }, ""],
  [{ hacoFile: "/etc/ΟΔΟΣ.haco" }, "6"],
  [{ outcomes: ["failed"] }, "ac"],
  [{ outcomes: ["failed", "partial"], text: "a" }, "abc"],
  [{ outcomes: [] }, ALL],
  [{ phase: "CONTAINER_CHROOTED" }, "a"],
  [{ reason: "slow-hook" }, "3"],
  [{ reason: "evaluate" }, ""],
  [{ phase: NO_PHASE }, ALL.replace("a", "")],
  [{ runtime: "runc" }, "h"],
  [{ runtime: "haconiwa" }, ALL.replace(/[hi]/g, "")],
  [{ engine: "docker" }, "h"],
  [{ engine: "containerd" }, ""],
  [{ image: "registry.example/web:1.4" }, "h"],
  [{ image: "web" }, ""],
  [{ pod: "shop/web/nginx" }, "i"],
  [{ label: "com.docker.compose.project" }, "h"],
  [{ label: "com.docker.compose.project=shop" }, "h"],
  [{ label: "com.docker.compose.project=shops" }, ""],
  [{ label: "empty=" }, "h"],
  [{ label: "toString" }, ""],
  [{ label: "$.labels" }, ""],
  [{ minDuration: 0n }, ALL.replace(/[bc]/g, "")],
  [{ maxDuration: 10n ** 18n }, ALL.replace(/[bc]/g, "")],
  [{ minDuration: 100n * MS, maxDuration: 100n * MS }, ALL.replace(/[bce]/g, "")],
  [{ minDuration: 101n * MS }, "e"],
  [{ minDuration: 100n * MS, container: "late" }, ""],
  [{ minDuration: 50n * MS, outcomes: ["partial", "failed"] }, "a"],
  [{ since: WALL }, ALL.replace("d", "")],
  [{ until: WALL }, ALL.replace(/[de]/g, "")],
  [{ since: WALL + 2n ** 40n, until: WALL + 2n ** 40n }, "e"],
  [{ since: 0n, text: "timeless" }, ""],
  [{ minDuration: -5n, text: "down" }, ""],
];
