import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { instant, type ExecEvent } from "@hacotaki/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { factsAfter } from "../src/facts/facts.ts";
import { canTrace } from "./traced.ts";

const ID = "9213f4e2aa1a".padEnd(64, "0");
const OTHER_ID = "0e8b4c50fcbb".padEnd(64, "1");

let folder = "";
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-bundle-"));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, value: unknown, mode = 0o644): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  chmodSync(path, mode);
  return path;
}

/** What is read right after a runtime's exec with these arguments, by a process whose folder is the bundle. */
async function factsOf(argv: readonly string[], owner = { uid: 0, gid: 0 }, cwd = folder) {
  child = spawn("sleep", ["600"], { ...owner, cwd, stdio: "ignore" });
  await once(child, "spawn");
  const exec: ExecEvent & { owner: typeof owner } = {
    kind: "exec",
    at: instant(5n),
    seq: 7,
    tgid: child.pid ?? 0,
    file: "/usr/sbin/runc",
    root: "/usr/sbin/runc",
    traced: false,
    argv,
    owner,
  };
  return Object.fromEntries(factsAfter(exec).map(({ key, value }) => [key, value]));
}

const CONFIG = {
  ociVersion: "1.0.2",
  process: { args: ["/bin/true"], env: ["PATH=/bin", "PASSWORD=hunter2"], cwd: "/" },
  root: { path: "rootfs" },
  hooks: { prestart: [{ path: "/bin/hook", env: ["TOKEN=hunter2"] }] },
};

describe.skipIf(!canTrace)("the files of a bundle", () => {
  test("name bundle, root file system and configuration, by the option or else by the working directory", async () => {
    write("config.json", CONFIG);
    const inside = await factsOf(["runc", "run", "c1"]);
    expect(inside).toMatchObject({ bundle: folder, rootfs: join(folder, "rootfs") });
    expect(inside["haco-hash"]).toMatch(/^[0-9a-f]{64}$/);
    child?.kill("SIGKILL");
    const named = await factsOf(["runc", "create", "--bundle", folder, "c1"], undefined, "/");
    expect(named).toMatchObject({ bundle: folder, "haco-hash": inside["haco-hash"] });
  });

  test("keep names of variables without their values", async () => {
    write("config.json", CONFIG);
    const { "haco-text": text = "" } = await factsOf(["runc", "run", "c1"]);
    expect(text).not.toContain("hunter2");
    expect(JSON.parse(text)).toMatchObject({
      process: { args: ["/bin/true"], env: ["PATH", "PASSWORD"] },
      hooks: { prestart: [{ path: "/bin/hook", env: ["TOKEN"] }] },
    });
  });

  test("are the same for two containers of one image that nobody changed", async () => {
    const configOf = (id: string) => ({
      ...CONFIG,
      hostname: id.slice(0, 12),
      root: { path: `/var/lib/docker/overlay2/${id}/merged` },
      annotations: { digest: `sha256:${"a".repeat(64)}` },
    });
    write("config.json", configOf(ID));
    const one = await factsOf(["runc", "create", ID]);
    child?.kill("SIGKILL");
    write("config.json", configOf(OTHER_ID));
    const other = await factsOf(["runc", "create", OTHER_ID]);
    expect(other["haco-hash"]).toBe(one["haco-hash"]);
    expect(one["haco-text"]).toContain("sha256:aaaa");
  });

  test("lead to Docker's name and image of the container", async () => {
    const state = `docker/containers/${ID}`;
    write(`${state}/config.v2.json`, { Name: "/dreamy_curie", Config: { Image: "web:1.4" } });
    write("config.json", {
      ...CONFIG,
      mounts: [{ destination: "/etc/hostname", source: join(folder, state, "hostname") }],
    });
    const facts = await factsOf(["runc", "create", "--bundle", folder, ID]);
    expect(facts).toMatchObject({ "container-name": "dreamy_curie", image: "web:1.4" });
  });

  test("have the labels that were put on Docker's container, and not those of its image", async () => {
    const state = `docker/containers/${ID}`;
    const labels = { "com.docker.compose.project": "shop", "org.opencontainers.image.title": "web", odd: 7 };
    write(`${state}/config.v2.json`, { Name: "/w", Config: { Image: "web:1.4", Labels: labels } });
    write("config.json", {
      ...CONFIG,
      mounts: [{ destination: "/etc/hostname", source: join(folder, state, "hostname") }],
    });
    const facts = await factsOf(["runc", "create", "--bundle", folder, ID]);
    expect(facts["labels"]).toBe('{"com.docker.compose.project":"shop"}');
  });

  test("lead to Podman's name and image of the container", async () => {
    const metadata = JSON.stringify({ name: "pc1", "image-name": "localhost/web:1.4" });
    write("overlay-containers/containers.json", [
      { id: OTHER_ID, names: ["another"], metadata: "{}" },
      { id: ID, names: ["pc1"], metadata },
    ]);
    const bundle = `overlay-containers/${ID}/userdata`;
    write(`${bundle}/config.json`, {
      ...CONFIG,
      annotations: { "io.container.manager": "libpod" },
    });
    const facts = await factsOf(["crun", "create", "--bundle", join(folder, bundle), ID]);
    expect(facts).toMatchObject({ "container-name": "pc1", image: "localhost/web:1.4" });
  });

  test("tell the pod of a container of Kubernetes by the set that it belongs to", async () => {
    write("config.json", {
      ...CONFIG,
      annotations: {
        "io.kubernetes.cri.sandbox-name": "web-7d4b9c6f5-x2x8k",
        "io.kubernetes.cri.sandbox-namespace": "shop",
        "io.kubernetes.cri.container-name": "main",
        "io.kubernetes.cri.container-type": "container",
        "io.kubernetes.cri.image-name": "docker.io/library/web:1.4",
      },
    });
    expect(await factsOf(["runc", "create", ID])).toMatchObject({
      pod: "shop/web/main",
      "container-name": "web-7d4b9c6f5-x2x8k/main",
      image: "docker.io/library/web:1.4",
    });
  });

  test("tell nothing that the runtime's own user may not read", async () => {
    const user = { uid: 65_534, gid: 65_534 };
    const path = write("config.json", CONFIG, 0o600);
    const refused = await factsOf(["runc", "run", "c1"], user);
    expect(refused).not.toHaveProperty("haco-text");
    child?.kill("SIGKILL");
    chownSync(path, user.uid, user.gid);
    expect(await factsOf(["runc", "run", "c1"], user)).toHaveProperty("haco-text");
  });

  test("may be anything: not JSON, JSON of another kind, nested without end, too large, absent", async () => {
    for (const text of [
      "",
      "not JSON",
      "[]",
      '"text"',
      "1",
      "[".repeat(200_000),
      `"${"x".repeat(300_000)}"`,
    ]) {
      write("config.json", text);
      expect(await factsOf(["runc", "run", "c1"])).not.toHaveProperty("haco-text");
      child?.kill("SIGKILL");
    }
    const deep = 60_000;
    write("config.json", `{"a":${"[".repeat(deep)}${"]".repeat(deep)}}`);
    expect(await factsOf(["runc", "run", "c1"])).toHaveProperty("bundle");
    child?.kill("SIGKILL");
    rmSync(join(folder, "config.json"));
    expect(await factsOf(["runc", "run", "c1"])).toMatchObject({ bundle: folder });
  });

  test("are read for create and run alone", async () => {
    write("config.json", CONFIG);
    for (const command of ["start", "exec", "delete", "state", "kill"])
      expect(await factsOf(["runc", command, "c1"])).toEqual({});
  });
});
