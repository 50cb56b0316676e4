import { expect, test } from "vitest";
import { openApi } from "../api-v1/openapi.ts";
import { ROUTES } from "../routes/table.ts";

type Operation = Readonly<Record<"operationId" | "summary" | "description", string>> & {
  readonly tags: readonly string[];
};

test("the API's description says where it is, under which licence, and names every operation once", () => {
  const { info, servers, tags, paths } = openApi(ROUTES) as {
    readonly info: unknown;
    readonly servers: unknown;
    readonly tags: readonly { readonly name: string }[];
    readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  };
  expect(info).toMatchObject({ license: { name: "MIT", identifier: "MIT" }, contact: {} });
  expect(servers).toEqual([{ url: "/", description: "This dashboard" }]);
  const operations = Object.values(paths).map(({ get }) => get);
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining(["getBoots", "getBootsId", "getBootsIdMarks", "getCompareBoots"]),
  );
  for (const { operationId, summary, description, tags: given } of operations) {
    expect(operationId).toMatch(/^get[A-Z][A-Za-z]+$/);
    expect(summary && description).toBeTruthy();
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...given]));
  }
});

test("every address of the API is in its description, under its method, with every parameter of its path", () => {
  const { paths } = openApi(ROUTES) as {
    readonly paths: Readonly<
      Record<string, { readonly get?: { readonly parameters: readonly Parameter[] } }>
    >;
  };
  type Parameter = { readonly in: string; readonly name: string };
  const named = ROUTES.filter(({ path }) => /^\/api\/v1\/[^[]/.test(path) && path !== "/api/v1/openapi.json");
  expect(named.map(({ path }) => path.replaceAll(/\[(\w+)\]/g, "{$1}"))).toEqual(Object.keys(paths));
  for (const { method, path } of named) {
    expect(method, path).toBe("GET");
    const { parameters = [] } = paths[path.replaceAll(/\[(\w+)\]/g, "{$1}")]?.get ?? {};
    const inPath = parameters.filter((each) => each.in === "path").map(({ name }) => name);
    expect(inPath, path).toEqual([...path.matchAll(/\[(\w+)\]/g)].map(([, name]) => name));
  }
});
