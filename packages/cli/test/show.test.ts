import { instant } from "@hacotaki/core";
import { beforeAll, describe, expect, test } from "vitest";
import { databaseOf, hacotaki, listed } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

let db: string;
const ids = new Map<string, string>();
beforeAll(async () => {
  db = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson", "blog-2019.txt");
  for (const { container, id } of await listed(db)) ids.set(container, id);
});

const show = (container: string, env: Record<string, string> = {}, ...flags: string[]) =>
  hacotaki(["show", "--db", db, ids.get(container) ?? "", ...flags], { env });

describe("the waterfall in a terminal", () => {
  test.each([
    ["tcp-httpd", "80"],
    ["tcp-httpd", "120"],
    ["user-probes", "120"],
    ["fail-kill-container", "80"],
    ["haconiwa", "100"],
  ])("%s at %s columns", async (container, columns) => {
    const { stdout, stderr, code } = await show(container, { COLUMNS: columns });
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(Math.max(...stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(
      Number(columns),
    );
    expect(`\n${stdout}`).toMatchSnapshot();
  });

  test("keeps the flags apart, and within the width, however narrow", async () => {
    const { upAt = instant(0n), ...boot } = bootOf(0, { evaluate: 60 });
    const ready = { ...boot, upAt, readyAt: instant(upAt + 500_000_000n), outcome: "ready" as const };
    const made = databaseOfBoots([ready]);
    for (const columns of ["40", "50", "60", "66", "72", "80"]) {
      const { stdout } = await hacotaki(["show", "--db", made, boot.id], { env: { COLUMNS: columns } });
      const flags = stdout.split("\n").find((line) => line.includes("exec ▾"));
      expect(flags).toMatch(/^ +exec ▾( +(ready )?→)?$/);
      expect(flags?.length).toBeLessThanOrEqual(Number(columns));
    }
  });

  test("has the host name inside the container where that is not its name", async () => {
    const named = { ...bootOf(0, {}), hostname: "web01.example" };
    const show = async (boot: typeof named, ...flags: string[]) =>
      (await hacotaki(["show", "--db", databaseOfBoots([boot]), boot.id, ...flags])).stdout;
    expect(await show(named)).toContain("host name inside web01.example");
    expect(await show({ ...named, hostname: named.container })).not.toContain("host name inside");
    expect(JSON.parse(await show(named, "--json"))).toMatchObject({ boot: { hostname: "web01.example" } });
  });

  test("is plain characters where the locale has no others", async () => {
    const { stdout } = await show("fail-kill-container", { LC_ALL: "C" });
    // The micro sign and dashes aside, nothing a drawing is made of lies beyond ASCII.
    expect(stdout).not.toMatch(/[\u2500-\u25ff✗→]/);
    expect(`\n${stdout}`).toMatchSnapshot();
  });

  test("has the groups' colours only where they are wanted", async () => {
    const escape = "\u001b[";
    expect((await show("tcp-httpd")).stdout).not.toContain(escape);
    expect((await show("tcp-httpd", { NO_COLOR: "1" })).stdout).not.toContain(escape);
    expect((await show("tcp-httpd", { FORCE_COLOR: "2" })).stdout).toContain(`${escape}38;5;`);
  });
});

describe("hacotaki show", () => {
  test("finds a boot by the beginning of its id", async () => {
    const id = ids.get("tcp-httpd") ?? "";
    const { stdout, code } = await hacotaki(["show", "--db", db, id.slice(0, 4).toUpperCase()]);
    expect(code).toBe(0);
    expect(stdout).toContain(id);
  });

  test("exits with 3 for an id no boot has, and with 2 for what is no id", async () => {
    expect(await hacotaki(["show", "--db", db, "zzzzzzzzzzzzzzzz"])).toMatchObject({ code: 3, stdout: "" });
    expect(await hacotaki(["show", "--db", db, "zzzz"])).toMatchObject({ code: 3 });
    expect(await hacotaki(["show", "--db", db, "../../etc"])).toMatchObject({ code: 2 });
  });

  test("prints JSON whose spans on the boot path add up to the boot duration exactly", async () => {
    const { stdout } = await show("tcp-httpd", {}, "--json");
    const { boot, spans } = JSON.parse(stdout) as {
      boot: { bootDurationNs: string; command: string[]; processes: object[] };
      spans: { onPath: boolean; lane: string; durationNs: string; startNs: string }[];
    };
    const path = spans.filter(({ onPath, lane }) => onPath && lane !== "application");
    expect(path.reduce((sum, { durationNs }) => sum + BigInt(durationNs), 0n)).toBe(
      BigInt(boot.bootDurationNs),
    );
    expect(spans.map(({ startNs }) => BigInt(startNs))).toEqual(
      spans.map(({ startNs }) => BigInt(startNs)).sort((a, b) => (a < b ? -1 : 1)),
    );
    expect(boot.processes[0]).toEqual({
      tgid: expect.any(Number) as number,
      ppid: expect.any(Number) as number,
      lane: "launcher",
      comm: "haconiwa",
      startNs: "0",
      execFile: expect.any(String) as string,
      exitCode: 0,
      exitSignal: null,
    });
  });

  test("shows the blog's spans to the nanosecond", async () => {
    const { stdout } = await show("haconiwa", {}, "--json");
    const { spans, marks } = JSON.parse(stdout) as {
      spans: { slug: string; durationNs: string }[];
      marks: object[];
    };
    const of = (slug: string) => spans.find((span) => span.slug === slug)?.durationNs;
    expect([of("namespace"), of("pivot-root")]).toEqual(["16160981", "19301341"]);
    expect(marks).toMatchObject([{ name: "USR2", flag: 124, text: null }]);
  });
});

describe("what ran inside of a boot", () => {
  const inside = (...flags: string[]) =>
    hacotaki(["show", "--db", network, networkId, "--detail", ...flags], { env: { COLUMNS: "110" } });
  let network: string;
  let networkId: string;
  beforeAll(async () => {
    network = await databaseOf("../../../../test/fixtures/recordings/2019-network.ndjson");
    networkId = (await listed(network))[0]?.id ?? "";
  });

  test("stands below the span that it ran in", async () => {
    const { stdout, code } = await inside();
    expect(code).toBe(0);
    expect(`\n${stdout}`).toMatchSnapshot();
  });

  test("is told by itself as JSON", async () => {
    const { calls, helpers, level } = JSON.parse((await inside("--json")).stdout) as {
      readonly level: string;
      readonly calls: readonly { readonly text: string; readonly span: string }[];
      readonly helpers: readonly { readonly command: readonly string[] }[];
    };
    expect(level).toBe("calls");
    expect(calls).toContainEqual(
      expect.objectContaining({ text: "setns(7, CLONE_NEWNET)", span: "namespace" }),
    );
    expect(helpers).toContainEqual(
      expect.objectContaining({ command: ["ip", "-f", "inet", "-o", "addr", "show", "hacobr0"] }),
    );
  });

  test("is said to be missing where nobody looked", async () => {
    const { stdout } = await show("haconiwa", {}, "--detail");
    expect(stdout).toContain("Nothing was recorded of what ran inside of it");
  });
});
