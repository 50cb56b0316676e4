import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { databaseOf, hacotaki, listed, newFolder } from "./hacotaki.ts";
import { bootOf, databaseOfBoots } from "./made-boots.ts";

const BEFORE = Array.from({ length: 12 }, (_, n) =>
  bootOf(n, { evaluate: 10 + n * 0.05, "pivot-root": 2 + n * 0.01 }, "main"),
);
/** As before, but for pivot-root, which takes twice as long. */
const AFTER = Array.from({ length: 12 }, (_, n) =>
  bootOf(16 + n, { evaluate: 10.02 + n * 0.05, "pivot-root": 4 + n * 0.01 }, "candidate"),
);
const PLAIN = bootOf(40, { evaluate: 10, "pivot-root": 2, handover: 1 }, "pair");
const NETWORKED = bootOf(41, { evaluate: 9, network: 5, "pivot-root": 42, handover: 1 }, "pair");
const SLOW = bootOf(42, { evaluate: 10, "pivot-root": 3, handover: 1 }, "pair");

let db: string;
beforeAll(async () => {
  db = databaseOfBoots([...BEFORE, ...AFTER, PLAIN, NETWORKED, SLOW]);
  await hacotaki(["baseline", "save", "main", "--filter", "container=main&to=2030-01-01Z", "--db", db]);
  await hacotaki(["baseline", "save", "fast", "--boot", PLAIN.id, "--db", db]);
});
const compare = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  hacotaki(["compare", "--db", db, ...args], { env });
const COHORTS = ["--baseline", "main", "--candidate", "container=candidate"];

describe("two boots", () => {
  test("are told in a sentence and a table whose deltas add up, missing spans and all", async () => {
    const { code, stdout, stderr } = await compare([PLAIN.id, NETWORKED.id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "B is 44.0 ms slower than A: 57.0 ms instead of 13.0 ms; 90.9 % of it in
      pivot-root.

         ID                STARTED         CONTAINER  HOST    OUTCOME  BOOT/ms
      A  b00t810000000000  11-14 22:20:10  pair       node-1  ✓ up      13.000
      B  b00t910000000000  11-14 22:20:20  pair       node-1  ✓ up      57.000

      SPAN           A/ms    B/ms     B−A/ms  CHANGE          FASTER │ SLOWER
      evaluate     10.000   9.000   ▼ −1.000   0.90×                ▐│
      network     missing   5.000   ▲ +5.000     new                 │█▉
      pivot-root    2.000  42.000  ▲ +40.000   21.0×                 │███████████████
      handover      1.000   1.000      0.000   1.00×                 │
      ───────────────────────────────────────────────────────────────────────
      boot         13.000  57.000  ▲ +44.000   4.38×
      "
    `);
  });

  test("in JSON have deltas that add up to the difference of the boot durations, to the nanosecond", async () => {
    const recorded = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson");
    const ids = (await listed(recorded, "--outcome", "up,ready")).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    const { stdout } = await hacotaki(["compare", "--db", recorded, "--json", ...ids.slice(0, 8)]);
    const { boots, spans } = JSON.parse(stdout) as {
      boots: { bootDurationNs: string; deltaNs: string }[];
      spans: { onPath: boolean; deltasNs: string[] }[];
    };
    for (const [place, { bootDurationNs, deltaNs }] of boots.entries()) {
      const sum = spans
        .filter(({ onPath }) => onPath)
        .reduce((ns, { deltasNs }) => ns + BigInt(deltasNs[place] ?? ""), 0n);
      expect(sum).toBe(BigInt(bootDurationNs) - BigInt(boots[0]?.bootDurationNs ?? ""));
      expect(deltaNs).toBe(sum.toString());
    }
  });

  test("exit with 1 where a limit is exceeded, and with 0 where it is kept or there is none", async () => {
    const slower = await compare([
      "@fast",
      NETWORKED.id,
      "--fail-over",
      "boot>20ms",
      "--fail-over",
      "network>1s",
    ]);
    expect(slower.stdout).toContain(
      "Regression.\nboot>20ms is exceeded: 44.0 ms slower.\nnetwork>1s is not exceeded",
    );
    expect(slower.code).toBe(1);
    expect(await compare(["@fast", SLOW.id, "--fail-over", "pivot-root>50%"])).toMatchObject({ code: 0 });
    expect(await compare(["@fast", SLOW.id, "--fail-over", "pivot-root>49.9%"])).toMatchObject({ code: 1 });
  });

  test("exit with 3 where a limit is of something that they do not have", async () => {
    const { code, stdout } = await compare([PLAIN.id, SLOW.id, "--fail-over", "ready>20ms"]);
    expect(code).toBe(3);
    expect(stdout).toContain("ready>20ms cannot be told");
  });

  test("more of them are columns of deltas, in as many tables as the terminal's width takes", async () => {
    const ids = [PLAIN, NETWORKED, SLOW, ...BEFORE.slice(0, 5)].map(({ id }) => id);
    const { stdout } = await compare(ids, { COLUMNS: "64" });
    const heads = stdout.split("\n").filter((line) => line.startsWith("SPAN"));
    expect(heads.length).toBeGreaterThan(1);
    expect(heads.join(" ").match(/[A-H]−A\/ms/g)).toEqual(
      ["B", "C", "D", "E", "F", "G", "H"].map((each) => `${each}−A/ms`),
    );
    expect(Math.max(...stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(64);
  });

  test("link to the same comparison on a dashboard, in the order they were given", async () => {
    const { stdout } = await compare([NETWORKED.id, PLAIN.id], {
      HACOTAKI_DASHBOARD_URL: "https://boots.example/x/",
    });
    expect(stdout).toContain(`\nhttps://boots.example/x/compare?boots=${NETWORKED.id}%2C${PLAIN.id}\n`);
  });
});

describe("two cohorts", () => {
  test("name the span that is slower, and exit with 1", async () => {
    const { code, stdout, stderr } = await compare(COHORTS, { COLUMNS: "150" });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.replace(/&to=[^ ]+/, "&to=…")).toMatchInlineSnapshot(`
      "Regression. 12 boots against 12 boots of the baseline: 2.02 ms slower (99 % interval +1.72 ms to +2.32 ms). Slower: pivot-root +2.00 ms.

      A  "main": container=main&to=… (12 boots)
      B  container=candidate (12 boots)

      SPAN          A/ms    B/ms  SHIFT/ms   CHANGE    99 % INTERVAL        P    B>A      N  SPREAD A    SPREAD B
      boot        12.330  14.350  ▲ +2.020  +16.4 %  +1.720 … +2.320  < .0001  100 %  12:12  █▇▅                ▄██
      evaluate    10.275  10.295         ~           −0.230 … +0.270     0.76   54 %  12:12  █▄▄▄▄▄▄█▄▄  ▄▄▄█▄▅▄▅▅█            │
      pivot-root   2.055   4.055  ▲ +2.000  +97.3 %  +1.950 … +2.050  < .0001  100 %  12:12  █                    █            │██████████

      A is the baseline, B the candidate; medians. SHIFT is the median of all differences between a boot of B and one of A (Hodges and Lehmann); B>A is the
      chance that the boot of B takes longer. ~ is not told from chance at alpha 0.01 (Mann and Whitney, corrected by Holm for 3 tests), or less than 2 % of
      the median.
      "
    `);
  });

  test("exit by the limits alone where there are any", async () => {
    expect(await compare([...COHORTS, "--fail-over", "pivot-root>150%"])).toMatchObject({ code: 0 });
    expect(await compare([...COHORTS, "--fail-over", "pivot-root>50%"])).toMatchObject({ code: 1 });
    expect(await compare([...COHORTS, "--fail-over", "evaluate>1us"])).toMatchObject({ code: 0 });
  });

  test("of which nothing could be tested have no legend of tests", async () => {
    const few = await compare(["--baseline", "container=pair", "--candidate", "container=pair"], {
      COLUMNS: "200",
    });
    expect(few.stdout).toContain("\nA is the baseline, B the candidate; medians. Nothing was tested.\n");
  });

  test("exit with 3 where they are too few to tell anything, and say how many would do", async () => {
    const few = await compare(["--baseline", "main", "--candidate", "container=pair"]);
    expect(few.code).toBe(3);
    expect(few.stdout).toMatch(
      /^Not enough data\. 3 boots against 12 .* too few\. With \d+ or\s+more on each side/s,
    );
    const none = await compare(["--baseline", "main", "--candidate", "container=nope"]);
    expect(none.code).toBe(3);
    expect(none.stdout.replace(/&to=[^ )]+/, "&to=…")).toMatchInlineSnapshot(`
      "Not enough data. No boot that came up matches the filter of the candidate
      (container=nope).

      A  "main": container=main&to=… (12 boots)
      B  container=nope (0 boots)
      "
    `);
    const both = await compare(["--baseline", "container=a", "--candidate", "container=b", "--markdown"]);
    expect(both.code).toBe(3);
    expect(both.stdout).toMatchInlineSnapshot(`
      "### Not enough data

      No boot that came up matches the filter of the baseline (container=a), nor of the candidate (container=b).

      <details>
      <summary>What was compared</summary>

      - A: \`container=a\`, 0 boots
      - B: \`container=b\`, 0 boots

      </details>
      "
    `);
  });

  test("in Markdown are a table, a fold of everything else, and a link", async () => {
    const { code, stdout } = await compare([
      ...COHORTS,
      "--markdown",
      "--dashboard",
      "http://localhost:7460",
    ]);
    expect(code).toBe(1);
    expect(stdout.replace(/&to=[^`]+/, "&to=…")).toMatchInlineSnapshot(`
      "### Regression

      12 boots against 12 boots of the baseline: 2.02 ms slower (99 % interval +1.72 ms to +2.32 ms). Slower: pivot-root +2.00 ms.

      | span | A/ms | B/ms | shift/ms | 99 % interval | p | n |
      | :-- | --: | --: | --: | --: | --: | --: |
      | **boot** | 12.330 | 14.350 | ▲ +2.020 (+16.4 %) | +1.720 … +2.320 | \\< .0001 | 12 : 12 |
      | pivot-root | 2.055 | 4.055 | ▲ +2.000 (+97.3 %) | +1.950 … +2.050 | \\< .0001 | 12 : 12 |

      <details>
      <summary>All 3 measures</summary>

      | span | A/ms | B/ms | shift/ms | 99 % interval | p | n |
      | :-- | --: | --: | --: | --: | --: | --: |
      | **boot** | 12.330 | 14.350 | ▲ +2.020 (+16.4 %) | +1.720 … +2.320 | \\< .0001 | 12 : 12 |
      | evaluate | 10.275 | 10.295 | \\~ | −0.230 … +0.270 | 0.76 | 12 : 12 |
      | pivot-root | 2.055 | 4.055 | ▲ +2.000 (+97.3 %) | +1.950 … +2.050 | \\< .0001 | 12 : 12 |

      A is the baseline, B the candidate; medians. SHIFT is the median of all differences between a boot of B and one of A (Hodges and Lehmann); B\\>A is the chance that the boot of B takes longer. \\~ is not told from chance at alpha 0.01 (Mann and Whitney, corrected by Holm for 3 tests), or less than 2 % of the median.

      </details>

      <details>
      <summary>What was compared</summary>

      - A: main: \`container=main&to=…\`, 12 boots
      - B: \`container=candidate\`, 12 boots

      </details>

      [Open this comparison](<http://localhost:7460/compare?baseline=%40main&candidate=container%3Dcandidate>)
      "
    `);
  });

  test("in JSON carry verdict, n, shift and interval of every measure", async () => {
    const { stdout } = await compare([...COHORTS, "--alpha", "0.05", "--min-change", "5%", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "cohorts",
      conclusion: "regression",
      alpha: 0.05,
      minChange: 0.05,
      baseline: { name: "main", boots: 12 },
      candidate: { name: null, filter: "container=candidate", boots: 12 },
      shared: 0,
      measures: [
        { slug: "boot", verdict: "slower" },
        { slug: "evaluate", verdict: "same" },
        {
          slug: "pivot-root",
          verdict: "slower",
          baseline: { n: 12, p50Ns: "2055000" },
          candidate: { n: 12, p50Ns: "4055000" },
          shiftNs: "2000000",
          superiority: 1,
        },
      ],
    });
  });

  test("that share boots say so", async () => {
    const { stdout } = await compare(["--baseline", "*", "--candidate", "@main"]);
    expect(stdout).toContain("12 boots are on both sides, compared with themselves.");
  });
});

test.each([
  [[], "give two boots, or --baseline and --candidate"],
  [["b00t0000"], "give two boots or more"],
  [[PLAIN.id, PLAIN.id], "give two different boots"],
  [[PLAIN.id, SLOW.id, "--baseline", "main"], "not both"],
  [[PLAIN.id, SLOW.id, "--alpha", "0.05"], "two boots alone cannot be tested"],
  [[PLAIN.id, SLOW.id, "--fail-over", "boot"], "SPAN>DURATION or SPAN>PERCENT"],
  [[PLAIN.id, SLOW.id, "--fail-over", "pivotroot>1ms"], 'there is no span "pivotroot"'],
  [["--baseline", "main", "--candidate", "container=web&min=soon"], "--candidate: min not understood"],
  [["--baseline", "fast", "--candidate", "*"], "is one boot"],
  [["@main", SLOW.id], "is a cohort of boots"],
  [[...COHORTS, "--alpha", "2"], "a number from 0.0001 to 0.5"],
  [[...COHORTS, "--json", "--markdown"], "cannot be used with"],
  [[...COHORTS, "--dashboard", "javascript:alert(1)"], "give the address of the dashboard"],
  [[...COHORTS, "--dashboard", "https://me:secret@boots.example"], "without a user and password"],
] as const)("%j is wrong usage", async (args, words) => {
  const { code, stdout, stderr } = await compare(args);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(words) as string]);
});

test("what is not there is said, and exits with 3", async () => {
  expect(await compare([PLAIN.id, "zzzz"])).toMatchObject({ code: 3, stdout: "" });
  const name = await compare(["--baseline", "nope", "--candidate", "*"]);
  expect([name.code, name.stderr]).toEqual([3, expect.stringContaining('no baseline "nope"') as string]);
  const none = join(newFolder(), "none.db");
  expect(await hacotaki(["compare", "--db", none, ...COHORTS])).toMatchObject({ code: 3 });
});

test("help tells the exit codes", async () => {
  const { stdout } = await compare(["--help"]);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "Exit codes: 0 no regression, 1 regression, 2 wrong usage, 3 not enough data, or not found.",
  );
});
