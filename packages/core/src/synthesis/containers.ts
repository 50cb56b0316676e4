import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ProbeGeneration } from "../domain/phase.ts";
import { LEGS, legOf, type CourseName } from "./course.ts";
import { pickerOf, type Random } from "./random.ts";

/** A new version of a container's haco file, and what it made of it. */
export type Deploy = {
  /** Share of the time that had passed. */
  readonly at: number;
  readonly version: number;
  readonly hacoHash: string;
  readonly hacoText: string;
  /** How many times as long each leg takes from here on, beside the container's own pace. */
  readonly factors: Float64Array;
};

export type Container = {
  readonly name: string;
  readonly course: CourseName;
  /** Share of its boots that fail. */
  readonly failing: number;
  /** Newest last; the first one is there from the beginning. */
  readonly deploys: readonly Deploy[];
  /** How long it usually lives once it is up, ns; undefined: until its work is done. */
  readonly life: number | undefined;
  readonly port: number;
  readonly mounts: number;
  readonly hasCgroup: boolean;
};

const ROLES = [
  "web",
  "api",
  "worker",
  "cron",
  "cache",
  "mail",
  "search",
  "proxy",
  "queue",
  "auth",
  "img",
  "db",
];
const TEAMS = [
  "shop",
  "blog",
  "pay",
  "wiki",
  "shiro",
  "media",
  "stats",
  "forum",
  "docs",
  "ads",
  "chat",
  "core",
];

/** How often containers are of a kind. Those that listen become ready; the others' programs do their work and end. */
const COURSES: readonly (readonly [CourseName, number])[] = [
  ["httpd", 24],
  ["server", 18],
  ["task", 18],
  ["daemon", 8],
  ["cgroup", 7],
  ["limits", 5],
  ["legacy-chroot", 3],
  ["no-pid-namespace", 2],
  ["user-probes", 3],
  ["slow-hooks", 2],
  ["shell-hooks", 2],
  ["readiness-hook", 3],
  ["three-containers", 2],
  ["three-daemons", 1],
  ["network", 2],
];
const LONG_LIVED: ReadonlySet<CourseName> = new Set([
  "httpd",
  "server",
  "daemon",
  "readiness-hook",
  "three-daemons",
]);
const FAILURES: readonly (readonly [CourseName, number])[] = [
  ["fails-no-rootfs", 3],
  ["fails-mount", 3],
  ["fails-chroot", 2],
  ["fails-masked-path", 2],
  ["fails-no-command", 4],
  ["fails-killed", 3],
  ["fails-user-namespace", 1],
  ["fails-evaluate", 2],
  ["fails-no-file", 1],
  ["exit-3", 3],
  ["killed", 3],
];
const OLD_FAILURES: readonly (readonly [CourseName, number])[] = [
  ["old-fails-no-rootfs", 3],
  ["old-fails-masked-path", 2],
  ["fails-hook", 2],
  ["fails-cgroup", 2],
  ["supervisor-killed", 1],
];
const pickCourse = pickerOf(COURSES);
const pickFailure = pickerOf(FAILURES);
const pickOldFailure = pickerOf(OLD_FAILURES);

/** The course a failure takes with a generation of haconiwa. */
export const failureOf = (generation: ProbeGeneration, random: Random): CourseName =>
  generation === "2019" ? pickOldFailure(random.next()) : pickFailure(random.next());

const OLD: Partial<Record<CourseName, CourseName>> = {
  httpd: "old-httpd",
  server: "old-server",
  daemon: "old-daemon",
  "readiness-hook": "old-server",
  "slow-hooks": "old-slow-hooks",
  "shell-hooks": "old-slow-hooks",
  "three-containers": "old-three-containers",
  "three-daemons": "old-three-containers",
};

/** The course as a generation of haconiwa takes it. Marks of users' hooks came as numbers and texts of two probes since 0.11. */
export function courseFor(course: CourseName, generation: ProbeGeneration): CourseName {
  if (generation === "2019") return OLD[course] ?? "old-task";
  return generation === "2019-10-07" && course === "user-probes" ? "task" : course;
}

const hacoText = (name: string, course: CourseName, version: number) =>
  `# ${name}, release ${version}\nHaconiwa.define do |config|\n  config.name = "${name}"\n` +
  `  config.init_command = "/usr/bin/${course}"\n  root = Pathname.new("/var/lib/haconiwa/${name}")\n` +
  `  config.chroot_to root\n  config.mount_independent "procfs"\n  config.namespace.unshare "mount"\n` +
  `  config.namespace.unshare "pid"\n  config.namespace.unshare "uts"\n  config.namespace.unshare "ipc"\nend\n`;

/** The legs that a deploy may make slower, as hooks run in them. */
const HOOK_LEGS = ["1", "2", "12", "18", "19"];

function deploysOf(name: string, course: CourseName, random: Random): Deploy[] {
  const pace = Float64Array.from(LEGS, () => random.about(0.2));
  const deploys: Deploy[] = [];
  const count = 1 + random.below(4);
  let factors = pace;
  for (let version = 1; version <= count; version++) {
    factors = factors.slice();
    // Most releases change nothing about a boot; some make one leg slower, few make one faster.
    if (version > 1 && random.chance(0.5)) {
      const leg = legOf(HOOK_LEGS[random.below(HOOK_LEGS.length)] ?? "18");
      factors[leg] = (factors[leg] ?? 1) * (random.chance(0.75) ? 3 + 12 * random.next() : 0.4);
    }
    const text = hacoText(name, course, version);
    deploys.push({
      at: version === 1 ? 0 : (version - 1 + random.next() * 0.8) / count,
      version,
      hacoHash: bytesToHex(sha256(utf8ToBytes(text))),
      hacoText: text,
      factors,
    });
  }
  return deploys;
}

const SECOND = 1e9;
/** Steps of this length spread evenly over a circle, however many there are: few containers are of many kinds. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** So many containers, the most frequent one first. */
export function containersOf(count: number, random: Random): Container[] {
  const first = random.next();
  return Array.from({ length: count }, (_, n): Container => {
    const team = TEAMS[Math.floor(n / ROLES.length) % TEAMS.length] ?? "core";
    const round = Math.floor(n / (ROLES.length * TEAMS.length));
    const name = `${ROLES[n % ROLES.length]}-${team}${round === 0 ? "" : `-${round + 1}`}`;
    const course = pickCourse((first + n * GOLDEN) % 1);
    // One in twelve is flaky.
    const failing = random.chance(1 / 12) ? 0.15 : 0.012;
    return {
      name,
      course,
      failing,
      deploys: deploysOf(name, course, random),
      life: LONG_LIVED.has(course) ? 120 * SECOND * random.about(1) : undefined,
      port: 8_000 + (n % 1_000),
      mounts: 8 + random.below(20),
      hasCgroup: course === "cgroup" || random.chance(0.3),
    };
  });
}
