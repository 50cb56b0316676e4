import { describe, expect, test } from "vitest";
import { createAssembler, instant, type Boot, type BootEvent } from "../../src/index.ts";
import { exit, fork, listen, LIVE, loss, origin, program } from "../made-events.ts";

/** A container program starts that the collector knows by its inode. */
const known = (ms: number, tgid: number, path: string, ...args: string[]): BootEvent => ({
  ...origin(ms, tgid),
  kind: "exec",
  file: path,
  argv: [path.split("/").at(-1) ?? "", ...args],
  traced: false,
  root: path,
});
const call = (ms: number, tgid: number, name: string, parameters = {}, enterMs = ms): BootEvent => ({
  ...origin(ms, tgid),
  kind: "syscall",
  name,
  when: "exit",
  enterAt: instant(BigInt(enterMs) * 1_000_000n),
  parameters,
  result: 0n,
});
const attach = (ms: number, tgid: number, targetTgid: number, path: string): BootEvent => ({
  ...origin(ms, tgid),
  kind: "cgroup",
  action: "attach",
  path,
  targetTgid,
});

/** crun `run ID` by `pid`, its init `pid + 1`: set up at `ms + 60`, without the workload's exec. */
const setUp = (ms: number, pid: number, ...args: string[]): BootEvent[] => [
  known(ms, pid, "/usr/bin/crun", ...args),
  fork(ms + 10, pid, pid + 1),
  call(ms + 12, pid + 1, "unshare"),
  attach(ms + 15, pid, pid + 1, "/web"),
  call(ms + 21, pid + 1, "mount", { source: "proc", target: "/proc" }, ms + 20),
  call(ms + 41, pid + 1, "pivot_root", {}, ms + 40),
  call(ms + 45, pid + 1, "umount2"),
  call(ms + 50, pid + 1, "sethostname", { name: "web", len: 3n }),
  call(ms + 60, pid + 1, "capset"),
];
const assemble = (events: readonly BootEvent[]): readonly Boot[] => {
  const assembler = createAssembler(LIVE);
  assembler.push(events);
  return assembler.finish().boots;
};
const path = (boot: Boot | undefined) =>
  boot?.spans
    .filter(({ onPath }) => onPath)
    .map((span) => `${span.slug} ${span.state === "open" ? "…" : Number(span.endAt - span.startAt) / 1e6}`);

describe("a boot of an OCI runtime", () => {
  test("is cut where its landmarks lie, whatever their order", () => {
    const [boot] = assemble([
      ...setUp(0, 100, "run", "web"),
      program(70, 101, "/bin/web"),
      exit(99, 101),
      exit(99, 100),
    ]);
    expect(boot).toMatchObject({
      container: "web",
      containerSource: "command-line",
      outcome: "up",
      hostname: "web",
      cgroup: "/web",
      oci: { runtime: "crun", containerId: "web", runtimeExit: { code: 0 } },
    });
    expect(path(boot)).toEqual([
      "runtime-start 10",
      "namespace 2",
      "cgroup 3",
      "init-start 5",
      "filesystem 20",
      "pivot-root 5",
      "mask-paths 5",
      "capability 10",
      "exec 10",
    ]);
  });

  test("waits for its hooks: each is a span of its own, named after its program", () => {
    const [boot] = assemble([
      ...setUp(0, 100, "run", "web"),
      fork(25, 100, 200),
      program(26, 200, "/opt/hook.sh"),
      exit(33, 200),
      program(70, 101, "/bin/web"),
    ]);
    expect(path(boot)?.slice(4, 7)).toEqual(["filesystem 5", "hook-hook-sh 8", "filesystem-2 7"]);
  });

  test("that fails says what it had behind it", () => {
    const [boot] = assemble([...setUp(0, 100, "run", "web"), exit(75, 101, 1), exit(80, 100, 1)]);
    expect(boot?.outcome).toBe("failed");
    expect(path(boot)?.at(-1)).toBe("after-capability 15");
  });

  test("is one with the start that follows its creation, and the wait between them the engine's", () => {
    const [boot, ...others] = assemble([
      ...setUp(0, 100, "create", "web"),
      exit(65, 100),
      known(90, 300, "/usr/bin/crun", "start", "web"),
      call(95, 101, "read"),
      program(100, 101, "/bin/web"),
      exit(101, 300),
    ]);
    expect(others).toEqual([]);
    expect(path(boot)?.slice(-4)).toEqual(["handover 5", "wait-start 25", "start 5", "exec 5"]);
  });

  test("is ready when its own processes listen, not when the engine does", () => {
    const up = [...setUp(0, 100, "run", "web"), program(70, 101, "/bin/web")];
    expect(assemble([...up, listen(80, 100)])[0]?.readyAt).toBeUndefined();
    expect(assemble([...up, fork(75, 101, 400), listen(80, 400)])[0]).toMatchObject({
      outcome: "ready",
      readyPort: 80,
    });
  });

  test("of which events were lost is partial", () => {
    const [boot] = assemble([...setUp(0, 100, "run", "web"), loss(30, 35), program(70, 101, "/bin/web")]);
    expect(boot).toMatchObject({ outcome: "partial", losses: ["dropped"] });
  });

  test("goes on in the span that usually comes next, until something says otherwise", () => {
    const assembler = createAssembler(LIVE);
    assembler.push(setUp(0, 100, "run", "web").slice(0, 5));
    const [boot] = assembler.advance(instant(25_000_000n)).boots;
    expect(boot?.outcome).toBe("booting");
    expect(path(boot)?.at(-1)).toBe("filesystem …");
  });

  test("is not made of what boots nothing", () => {
    for (const command of ["exec", "delete", "kill", "state", "start", "--help"])
      expect(
        assemble([
          known(0, 100, "/usr/bin/runc", command, "web"),
          fork(1, 100, 101),
          exit(5, 101),
          exit(6, 100),
        ]),
      ).toEqual([]);
    expect(assemble([known(0, 100, "/usr/bin/runc", "run", "--help"), exit(5, 100)])).toEqual([]);
  });

  test("that ends before it makes a process of its container failed there", () => {
    const [boot] = assemble([known(0, 100, "/usr/bin/runc", "run", "web"), exit(5, 100, 1)]);
    expect(boot).toMatchObject({ outcome: "failed", exitCode: 1, endAt: 5_000_000n });
  });
});

describe("boots of one container", () => {
  test("have ids of their own, whatever the container's is", () => {
    const boots = assemble([
      ...setUp(0, 100, "run", "web"),
      exit(75, 101),
      exit(80, 100),
      ...setUp(1_000, 500, "run", "web"),
    ]);
    expect(new Set(boots.map(({ id }) => id)).size).toBe(2);
    expect(new Set(boots.map(({ container }) => container))).toEqual(new Set(["web"]));
  });

  test("are held against each other by image where the name is nobody's choice", () => {
    const id = "9213f4e2aa1a9cf9cf64ddc7f07cb0d7c4c209bca86285834cd5f734e6b86b16";
    const podman = (name: readonly string[]) =>
      assemble([
        known(0, 10, "/usr/bin/podman", "run", "--rm", ...name, "web:1.4", "serve"),
        fork(5, 10, 11),
        known(6, 11, "/usr/bin/conmon", "-c", id, "-n", "jolly_newton"),
        fork(8, 11, 100),
        ...setUp(20, 100, "create", id),
      ])[0];
    expect(podman([])).toMatchObject({
      container: "web:1.4",
      containerSource: "image",
      lineage: "lineage",
      oci: { engine: "podman", name: "jolly_newton" },
    });
    expect(podman(["--name", "shop"])).toMatchObject({ container: "shop", containerSource: "engine" });
  });
});

describe("a client that no fork leads from", () => {
  /** runc `create` below a shim, of a container that the engine's files call `name`. */
  const shimmed = (ms: number, pid: number, name?: string, image?: string): BootEvent[] => {
    const id = pid.toString(16).padStart(64, "0");
    const fact = (key: "container-name" | "image", value: string): BootEvent => ({
      ...origin(ms + 20, pid + 2),
      kind: "fact",
      key,
      value,
    });
    return [
      known(ms, pid, "/usr/bin/containerd-shim-runc-v2", "-namespace", "moby", "-id", id),
      fork(ms + 5, pid, pid + 2),
      ...[known(ms + 20, pid + 2, "/usr/sbin/runc", "create", "--bundle", "/b", id)],
      ...(name === undefined ? [] : [fact("container-name", name)]),
      ...(image === undefined ? [] : [fact("image", image)]),
      fork(ms + 30, pid + 2, pid + 3),
      call(ms + 41, pid + 3, "pivot_root", {}, ms + 40),
      program(ms + 50, pid + 3, "/bin/web"),
    ];
  };
  const docker = (ms: number, pid: number, ...args: string[]) => known(ms, pid, "/usr/bin/docker", ...args);
  const clients = (boots: readonly Boot[]) =>
    boots.map(({ oci, lineage }) => [oci?.name, oci?.clientAt && Number(oci.clientAt) / 1e6, lineage]);

  test("is known by the name that it gave, of however many", () => {
    const boots = assemble([
      docker(4, 10, "run", "--name", "shop", "web:1.4"),
      docker(5, 20, "run", "--name", "mill", "web:1.4"),
      docker(6, 30, "run", "web:1.4"),
      ...shimmed(100, 200, "mill"),
      ...shimmed(200, 300, "shop"),
      exit(290, 20),
      exit(291, 10),
    ]);
    expect(clients(boots)).toEqual([
      ["mill", 5, "lineage"],
      ["shop", 4, "lineage"],
    ]);
  });

  test("is guessed where it gave none and is the only one that may have asked", () => {
    const boots = assemble([
      docker(4, 10, "run", "--name", "shop", "web:1.4"),
      docker(5, 20, "run", "web:1.4"),
      ...shimmed(100, 200, "jolly_newton"),
    ]);
    expect(clients(boots)).toEqual([["jolly_newton", 5, "guessed"]]);
  });

  test("is not one that asked for another name or another image", () => {
    const boots = assemble([
      docker(4, 10, "run", "--name", "shop", "web:1.4"),
      ...shimmed(100, 200, "mill", "web:1.4"),
      // Its own comes later, and is found yet.
      ...shimmed(200, 300, "shop", "web:1.4"),
      docker(300, 20, "run", "bread:2"),
      ...shimmed(400, 400, "jolly_newton", "web:1.4"),
    ]);
    expect(clients(boots)).toEqual([
      ["mill", undefined, "lineage"],
      ["shop", 4, "lineage"],
      ["jolly_newton", undefined, "lineage"],
    ]);
  });
});
