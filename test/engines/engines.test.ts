import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../until.ts";
import {
  beforeBoot,
  collectInto,
  expectFailed,
  expectWhole,
  labelsOf,
  onPath,
  type Collected,
} from "./collected.ts";
import { IMAGE, podmanLimits, said, startEngines, type Engines } from "./engines.ts";
import { installEngines } from "./install.ts";
import { cgroupsNamed, machineNow } from "./place.ts";

let engines: Engines;
let collected: Collected;
let before: ReturnType<typeof machineNow>;
let daemons: readonly number[];
let count = 0;

/** A name that somebody chose, and no other test has. */
const newName = () => `chosen-${process.pid}-${count++}`;

beforeAll(async () => {
  installEngines();
  before = machineNow();
  engines = await startEngines();
  daemons = engines.place.inhabitants();
  collected = await collectInto(engines.folder);
});

/** Daemons end when they are told to, and with them all that the engines made is gone. */
afterAll(async () => {
  expect(await collected.dropped()).toBe(0n);
  await collected.end();
  // Shims and conmons end by themselves, soon after their containers.
  await until(
    () => engines.place.inhabitants().every((pid) => daemons.includes(pid)),
    "nothing but daemons to be left of the engines",
  );
  await engines.end();
  expect(engines.place.inhabitants()).toEqual([]);
  expect(existsSync(engines.folder)).toBe(false);
  expect(cgroupsNamed(engines.cgroup)).toEqual([]);
  const after = machineNow();
  expect(after.mounts.filter((line) => line.includes(engines.folder))).toEqual([]);
  expect(after.interfaces).toEqual(before.interfaces);
  const left = after.cgroups.filter((path) => !before.cgroups.includes(path));
  expect(left.filter((path) => /docker|libpod|conmon|containerd|default|engines/.test(path))).toEqual([]);
});

describe("boots of Docker as they happen", () => {
  /** A container that is there before it is started, so that its id is known. */
  const create = (...args: readonly string[]) => said(engines.docker("create", ...args));
  const nameOf = async (id: string) =>
    (await said(engines.docker("inspect", "--format", "{{.Name}}", id))).replace(/^\//, "");
  const remove = (id: string) => said(engines.docker("rm", "--force", id));
  /** `docker run`, with the id of what it ran. */
  const run = async (...args: readonly string[]) => {
    const file = `${engines.folder}/${randomUUID()}.id`;
    const result = await engines.docker("run", "--cidfile", file, ...args);
    return { ...result, id: existsSync(file) ? readFileSync(file, "utf8") : "" };
  };

  test("a container with a name: one boot, from the client to its program, and nothing in it unknown", async () => {
    const name = newName();
    const { code, out, id } = await run("--rm", "--name", name, IMAGE, "/bin/sh", "-c", "echo hi; exit 3");
    expect({ code, out }).toEqual({ code: 3, out: "hi\n" });
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([
      {
        container: name,
        containerSource: "engine",
        command: ["/bin/sh", "-c", "echo hi; exit 3"],
        exitCode: 3,
        oci: {
          engine: "docker",
          runtime: "runc",
          name,
          image: IMAGE,
          runtimeExit: { code: 0 },
          engineExit: { code: 3 },
        },
      },
    ]);
    for (const boot of boots) {
      expectWhole(boot);
      expect(labelsOf(beforeBoot(boot))).toEqual(["client", "shim"]);
      expect(labelsOf(onPath(boot))).toContain("hook libnetwork-setkey");
    }
  });

  test("a container without a name is known by what Docker called it, and held against its image's", async () => {
    const { code, id } = await run(IMAGE, "/bin/true");
    expect(code).toBe(0);
    const name = await nameOf(id);
    await remove(id);
    const boots = await collected.boots(id);
    expect(boots).toMatchObject([
      { container: IMAGE, containerSource: "image", oci: { engine: "docker", name, image: IMAGE } },
    ]);
    for (const boot of boots) expectWhole(boot);
  });

  test("a container that is started twice is two boots of one id", async () => {
    const name = newName();
    const id = await create("--name", name, "--label", "shop=bread", IMAGE, "/bin/true");
    for (const _ of [1, 2]) await said(engines.docker("start", "--attach", name));
    await remove(id);
    const boots = await collected.boots(id, 2);
    expect(boots.map(({ container, oci }) => [container, oci?.labels])).toEqual([
      [name, { shop: "bread" }],
      [name, { shop: "bread" }],
    ]);
    for (const boot of boots) expectWhole(boot);
  });

  test("a command that does not exist is a failed boot with the codes of all that took part", async () => {
    const { code, id } = await run("--rm", IMAGE, "/bin/nothing");
    expect(code).toBe(127);
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([{ oci: { runtimeExit: { code: 1 }, engineExit: { code: 127 } } }]);
    for (const boot of boots) expectFailed(boot);
  });

  test("exec and health checks are no boots; a port that is listened on makes it ready", async () => {
    const name = newName();
    const health = ["--health-cmd", "/bin/true", "--health-interval", "1s"];
    const options = ["--name", name, "--publish", "127.0.0.1::8080", ...health];
    const id = await said(engines.docker("run", "--detach", ...options, IMAGE, "nc", "-l", "-p", "8080"));
    await until(
      async () => (await said(engines.docker("inspect", "--format", "{{len .State.Health.Log}}", id))) >= "2",
      "two health checks",
    );
    expect(await said(engines.docker("exec", id, "/bin/echo", "hi"))).toBe("hi");
    await remove(id);
    const boots = await collected.boots(id);
    expect(boots).toMatchObject([{ outcome: "ready", readyPort: 8080, exitSignal: 9, container: name }]);
    for (const boot of boots) expectWhole(boot);
  });

  test("what Docker refuses before it starts a runtime is no boot, and none of the one that follows", async () => {
    const refused = await run("--mount", "type=bind,source=/no/such,target=/mnt", IMAGE, "/bin/true");
    expect(refused.code).toBe(125);
    const { id } = await run("--rm", "--network", "none", IMAGE, "/bin/true");
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([{ oci: { engine: "docker", engineExit: { code: 0 } } }]);
    for (const boot of boots) {
      expectWhole(boot);
      expect(labelsOf(onPath(boot))).toContain("hook libnetwork-setkey");
    }
  });

  test("six at once are six boots, each with the client that gave its name", async () => {
    const names = Array.from({ length: 6 }, newName);
    const all = await Promise.all(names.map((name) => run("--rm", "--name", name, IMAGE, "/bin/true")));
    expect(all.map(({ code }) => code)).toEqual(all.map(() => 0));
    for (const [n, { id }] of all.entries()) {
      const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
      expect(boots).toMatchObject([
        { container: names[n], lineage: "lineage", oci: { name: names[n], engineExit: { code: 0 } } },
      ]);
      for (const boot of boots) expectWhole(boot);
    }
  });

  test("two without a name at the same time are two boots of their image", async () => {
    const all = await Promise.all([1, 2].map(() => run("--rm", IMAGE, "/bin/true")));
    for (const { id } of all) {
      const boots = await collected.boots(id);
      expect(boots).toMatchObject([{ container: IMAGE, containerSource: "image" }]);
      for (const boot of boots) expectWhole(boot);
    }
  });
});

describe("boots of Podman as they happen", () => {
  const limits = () => podmanLimits(engines);
  const run = async (options: readonly string[], ...command: readonly string[]) => {
    const file = `${engines.folder}/${randomUUID()}.id`;
    const result = await engines.podman(
      "run",
      "--cidfile",
      file,
      ...limits(),
      ...options,
      `localhost/${IMAGE}`,
      ...command,
    );
    return { ...result, id: readFileSync(file, "utf8") };
  };

  test.each(["crun", "runc"])("by %s: one boot, by lineage, known by name and image", async (runtime) => {
    const name = newName();
    const file = `${engines.folder}/${randomUUID()}.id`;
    const { code } = await engines.podman(
      ...[
        "--runtime",
        runtime,
        "run",
        "--rm",
        "--cidfile",
        file,
        ...limits(),
        "--network",
        "none",
        "--name",
        name,
      ],
      ...[`localhost/${IMAGE}`, "/bin/sh", "-c", "exit 3"],
    );
    expect(code).toBe(3);
    const boots = await collected.boots(
      readFileSync(file, "utf8"),
      1,
      ({ oci }) => oci?.engineExit !== undefined,
    );
    expect(boots).toMatchObject([
      {
        container: name,
        containerSource: "engine",
        lineage: "lineage",
        exitCode: 3,
        oci: { engine: "podman", runtime, name, image: `localhost/${IMAGE}`, engineExit: { code: 3 } },
      },
    ]);
    for (const boot of boots) expectWhole(boot);
  });

  test("without a name it is held against its image's; the network's helpers stand before it", async () => {
    const { code, id } = await run([], "/bin/true");
    expect(code).toBe(0);
    const name = await said(engines.podman("inspect", "--format", "{{.Name}}", id));
    await said(engines.podman("rm", id));
    const boots = await collected.boots(id);
    expect(boots).toMatchObject([
      { container: `localhost/${IMAGE}`, containerSource: "image", oci: { engine: "podman", name } },
    ]);
    for (const boot of boots) {
      expectWhole(boot);
      expect(labelsOf(beforeBoot(boot))).toContain("network helper");
    }
  });

  test("a command that does not exist is a failed boot with the codes of all that took part", async () => {
    const { code, id } = await run(["--rm", "--network", "none"], "/bin/nothing");
    expect(code).toBe(127);
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([{ oci: { runtimeExit: { code: 1 }, engineExit: { code: 127 } } }]);
    for (const boot of boots) expectFailed(boot);
  });

  test("exec is no boot", async () => {
    const { id } = await run(["--detach", "--network", "none"], "sleep", "600");
    expect(await said(engines.podman("exec", id, "/bin/echo", "hi"))).toBe("hi");
    await said(engines.podman("rm", "--force", "--time", "0", id));
    const boots = await collected.boots(id);
    expect(boots).toMatchObject([{ exitSignal: 9, oci: { engine: "podman" } }]);
    for (const boot of boots) expectWhole(boot);
  });
});

describe("boots of containerd's ctr as they happen", () => {
  const run = (id: string, ...command: readonly string[]) =>
    engines.ctr(
      ...["run", "--rm", "--snapshotter", "overlayfs", "--cgroup", `/${engines.cgroup}/${id}`],
      ...[`docker.io/library/${IMAGE}`, id, ...command],
    );

  test("one boot, known by the id that somebody chose", async () => {
    const id = newName();
    expect((await run(id, "/bin/sh", "-c", "exit 3")).code).toBe(3);
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([
      {
        exitCode: 3,
        oci: { engine: "containerd", runtime: "runc", containerId: id, engineExit: { code: 3 } },
      },
    ]);
    for (const boot of boots) expectWhole(boot);
  });

  test("a command that does not exist is a failed boot", async () => {
    const id = newName();
    expect((await run(id, "/bin/nothing")).code).toBe(1);
    const boots = await collected.boots(id, 1, ({ oci }) => oci?.engineExit !== undefined);
    expect(boots).toMatchObject([{ oci: { runtimeExit: { code: 1 }, engineExit: { code: 1 } } }]);
    for (const boot of boots) expectFailed(boot);
  });
});
