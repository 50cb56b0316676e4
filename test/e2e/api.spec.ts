import { join } from "node:path";
import { expect, test } from "@playwright/test";
import {
  bootDetail,
  bootReasonsFound,
  bootsPage,
  comparedBoots,
  comparedCohorts,
  comparedHosts,
  containers,
  problem,
} from "../../apps/dashboard/server/api-v1/schemas.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples } from "./recorded.ts";

let folder: string;
let dashboard: Dashboard;
test.beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  await importExamples(db);
  dashboard = await startDashboard(db);
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

const get = (path: string, init: RequestInit = {}) => fetch(`${dashboard.url}/api/v1${path}`, init);
const json = async (path: string): Promise<unknown> => (await get(path)).json();
const boots = async (query = "") => bootsPage.parse(await json(`/boots${query}`));

test("boots are listed page by page, and every answer is of the described form", async () => {
  const all = await boots();
  expect(all.boots.length).toBeGreaterThan(3);
  const ids: string[] = [];
  let page = await boots("?limit=2");
  for (;;) {
    ids.push(...page.boots.map(({ id }) => id));
    if (page.next === null) break;
    page = await boots(`?limit=2&after=${encodeURIComponent(page.next)}`);
  }
  expect(ids).toEqual(all.boots.map(({ id }) => id));
  for (const id of ids) {
    const { boot, spans } = bootDetail.parse(await json(`/boots/${id}`));
    const sum = spans
      .filter(({ onPath }) => onPath)
      .reduce((ns, { durationNs }) => ns + BigInt(durationNs ?? 0), 0n);
    if (boot.bootDurationNs !== null) expect(sum).toBe(BigInt(boot.bootDurationNs));
  }
  expect(containers.parse(await json("/containers")).containers.length).toBeGreaterThan(1);
});

test("a boot's reasons are told the worst first, with what shows them and what to do", async () => {
  const { boots: all } = await boots("?q=slow");
  const told = await Promise.all(
    all.map(async ({ id }) => bootReasonsFound.parse(await json(`/boots/${id}/reasons`))),
  );
  const hook = told.flatMap(({ reasons }) => reasons[0] ?? []).find(({ slug }) => slug === "slow-hook");
  expect(hook).toMatchObject({ severity: "major", label: "slow hook", expectedBy: "default" });
  expect(BigInt(hook?.actualNs ?? 0) - BigInt(hook?.expectedNs ?? 0)).toBe(BigInt(hook?.excessNs ?? 0));
  expect(hook?.evidence.spans.length).toBeGreaterThan(0);
  expect(hook?.remedy).not.toBe("");
});

test("boots are compared, and their differences on the path add up to those of the totals", async () => {
  const ids = (await boots("?outcome=up")).boots.slice(0, 3).map(({ id }) => id);
  const { boots: told, spans } = comparedBoots.parse(await json(`/compare/boots?boots=${ids.join(",")}`));
  expect(told.map(({ id }) => id)).toEqual(ids);
  for (const [place, { deltaNs }] of told.entries()) {
    const sum = spans
      .filter(({ onPath }) => onPath)
      .reduce((ns, { deltasNs }) => ns + BigInt(deltasNs[place] ?? 0), 0n);
    expect(sum).toBe(BigInt(deltaNs ?? 0));
  }
});

test("cohorts of boots are compared", async () => {
  const found = comparedCohorts.parse(
    await json("/compare/cohorts?baseline=*&candidate=outcome%3Dready&alpha=0.05"),
  );
  expect(found.alpha).toBe(0.05);
  expect(found.candidate).toBe((await boots("?outcome=ready")).boots.length);
  expect(found.shared).toBe(found.candidate);
  expect(found.measures[0]?.slug).toBe("boot");
  // Where they were before, which leads on.
  expect(comparedCohorts.parse(await json("/compare/groups?baseline=*&candidate=*")).alpha).toBe(0.01);
});

test("boots are put together by host, kernel, runtime or label, each group against the others", async () => {
  const all = (await json("/containers")) as { containers: { boots: number }[] };
  const total = all.containers.reduce((sum, { boots: n }) => sum + n, 0);
  for (const by of ["", "?by=kernel", "?by=runtime", "?by=label:role"]) {
    const { groups, omitted, sample } = comparedHosts.parse(await json(`/compare/hosts${by}`));
    expect({ omitted, sample, boots: groups.reduce((sum, each) => sum + each.boots, 0) }).toEqual({
      ...{ omitted: 0, sample: null, boots: total },
    });
  }
  const [one] = comparedHosts.parse(await json("/compare/hosts?by=runtime&outcome=failed")).groups;
  expect(one?.boots).toBe(one?.failed);
});

test("a wrong parameter is named, together with what is wrong with it", async () => {
  for (const [path, parameter] of [
    ["/boots?limit=0", "limit"],
    ["/boots?limit=many", "limit"],
    ["/boots?outcome=fine", "outcome"],
    ["/boots?wat=1", "wat"],
    ["/boots?sort=newest&sort=slowest", "sort"],
    ["/boots?__proto__=1", "__proto__"],
    ["/compare/boots?boots=only-one", "boots"],
    ["/compare/boots", "boots"],
    ["/compare/cohorts?baseline=*", "candidate"],
    ["/compare/cohorts?baseline=@nobody&candidate=*", "baseline"],
    ["/compare/cohorts?baseline=*&candidate=*&alpha=7", "alpha"],
    ["/compare/hosts?by=moon", "by"],
    ["/compare/hosts?sort=median", "sort"],
  ] as const) {
    const response = await get(path);
    expect(response.headers.get("content-type"), path).toBe("application/problem+json");
    const { status, errors } = problem.parse(await response.json());
    expect([response.status, status], path).toEqual([400, 400]);
    expect(
      errors?.map((each) => each.parameter),
      path,
    ).toEqual([parameter]);
  }
});

test("what does not exist is not found, in the same form", async () => {
  for (const path of [
    "/boots/0000000000000000",
    "/boots/%2e%2e",
    "/wat",
    "/boots/a/b",
    "/boots/x/export/csv",
  ]) {
    const response = await get(path);
    expect(response.status, path).toBe(404);
    expect(problem.parse(await response.json()).status).toBe(404);
  }
});

test("a method that is not taken is answered with those that are, and each route tells it in its own way", async () => {
  for (const [method, path, allow, type] of [
    ["POST", "/api/v1/boots", "GET, HEAD", "application/problem+json"],
    ["PUT", "/api/v1/boots", "GET, HEAD", "application/problem+json"],
    ["POST", "/api/boots", "GET, HEAD", "application/problem+json"],
    ["GET", "/api/notes", "POST", "text/plain; charset=utf-8"],
    ["POST", "/live", "GET, HEAD", "text/plain; charset=utf-8"],
    ["DELETE", "/nothing/here", "GET, HEAD", "text/plain; charset=utf-8"],
  ] as const) {
    const headers = method === "GET" ? {} : { origin: dashboard.url };
    const answer = await fetch(`${dashboard.url}${path}`, { method, headers });
    const told = [answer.status, answer.headers.get("allow"), answer.headers.get("content-type")];
    expect(told, `${method} ${path}`).toEqual([405, allow, type]);
  }
});

test("HEAD is answered as GET is, without a body", async () => {
  const [first] = (await boots()).boots;
  for (const path of ["/boots", `/boots/${first?.id}/export/csv`, "/wat", "/openapi.json"]) {
    const [whole, head] = [await get(path), await get(path, { method: "HEAD" })];
    await whole.arrayBuffer();
    expect([head.status, head.headers.get("content-type")], path).toEqual([
      whole.status,
      whole.headers.get("content-type"),
    ]);
    expect(await head.text(), path).toBe("");
  }
});

test("another spelling of an address of ours is answered as that address is", async () => {
  const { status, headers } = await fetch(`${dashboard.url}/%61pi/v1/boots/`);
  expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
});

test("a boot is downloaded in every format that the description names", async () => {
  const description = (await json("/openapi.json")) as {
    readonly paths: Record<
      string,
      { get: { parameters: readonly { name: string; schema: { enum?: readonly string[] } }[] } }
    >;
  };
  const { parameters = [] } = description.paths["/api/v1/boots/{id}/export/{format}"]?.get ?? {};
  const formats = parameters.find(({ name }) => name === "format")?.schema.enum ?? [];
  expect(formats).toContain("otlp");
  const [first] = (await boots()).boots;
  for (const format of formats) {
    const response = await get(`/boots/${first?.id}/export/${format}`);
    expect(response.status, format).toBe(200);
    expect(response.headers.get("content-disposition"), format).toMatch(
      new RegExp(`filename="[\\w.-]*${first?.id.slice(0, 8)}\\.`),
    );
    expect((await response.arrayBuffer()).byteLength, format).toBeGreaterThan(200);
  }
});

test("the description refers to nothing that it does not hold", async () => {
  const text = await (await get("/openapi.json")).text();
  const { components, paths } = JSON.parse(text) as {
    readonly components: { readonly schemas: object };
    readonly paths: object;
  };
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(references.length).toBeGreaterThan(5);
  for (const name of references) expect(Object.keys(components.schemas)).toContain(name);
  expect(Object.keys(paths)).toContain("/api/v1/boots/{id}");
});

test("other sites may not read the API", async () => {
  const response = await get("/boots", {
    headers: { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors" },
  });
  expect(response.status).toBe(403);
});

test("the page of a boot offers its files for download", async ({ page }) => {
  const [first] = (await boots()).boots;
  await page.goto(`${dashboard.url}/boots/${first?.id}`);
  await page.getByText("Export", { exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Perfetto", exact: true }).click();
  const name = new RegExp(`^${first?.container}-.*${first?.id.slice(0, 8)}\\.perfetto-trace$`);
  expect((await download).suggestedFilename()).toMatch(name);
});

test("metrics count every boot that came up, and end with their mark", async () => {
  const answer = await fetch(`${dashboard.url}/metrics`);
  expect(answer.headers.get("content-type")).toBe(
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
  );
  const text = await answer.text();
  const up = (await boots()).boots.filter(({ outcome }) => outcome === "up" || outcome === "ready");
  expect(text).toContain(`hacotaki_boot_duration_seconds_count ${up.length}\n`);
  expect(text.endsWith("# EOF\n")).toBe(true);
  const head = await fetch(`${dashboard.url}/metrics`, { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
});

test("a boot exported in a format that carries its events can be imported from that file", async () => {
  for (const format of ["otlp", "chrome-trace"]) {
    const [boot] = (await boots()).boots;
    const file = await (await get(`/boots/${boot?.id}/export/${format}`)).arrayBuffer();
    const imported = await fetch(`${dashboard.url}/api/import?name=boot.json`, {
      method: "POST",
      headers: { Origin: dashboard.url },
      body: file,
    });
    expect(await imported.text()).toContain(`"kind":"done","format":"${format}"`);
  }
});
