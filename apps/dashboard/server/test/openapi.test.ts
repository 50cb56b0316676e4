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
  // The description itself, and an address that leads on to another.
  const others = ["/api/v1/openapi.json", "/api/v1/compare/groups"];
  const named = ROUTES.filter(({ path }) => /^\/api\/v1\/[^[]/.test(path) && !others.includes(path));
  expect(named.map(({ path }) => path.replaceAll(/\[(\w+)\]/g, "{$1}"))).toEqual(Object.keys(paths));
  for (const { method, path } of named) {
    expect(method, path).toBe("GET");
    const { parameters = [] } = paths[path.replaceAll(/\[(\w+)\]/g, "{$1}")]?.get ?? {};
    const inPath = parameters.filter((each) => each.in === "path").map(({ name }) => name);
    expect(inPath, path).toEqual([...path.matchAll(/\[(\w+)\]/g)].map(([, name]) => name));
  }
});

/** What a tool that makes clients stumbles over. */
type Described = {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly parameters?: readonly Given[]; readonly responses: Answers }>>
    >
  >;
};
type Given = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: unknown;
};
type Answers = Readonly<
  Record<
    string,
    { readonly description?: string; readonly content?: Readonly<Record<string, { schema?: unknown }>> }
  >
>;

test("every operation says what it answers with, and every parameter what it takes", () => {
  const { openapi, paths } = openApi(ROUTES) as Described;
  expect(openapi).toMatch(/^3\.1\.\d$/);
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { parameters = [], responses }] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      expect(["get", "head", "post", "put", "patch", "delete"], where).toContain(method);
      expect(Object.keys(responses), where).toContain("200");
      for (const [status, { description, content = {} }] of Object.entries(responses)) {
        expect(status, where).toMatch(/^[1-5]\d\d$/);
        expect(description, `${where} ${status}`).toBeTruthy();
        expect(Object.keys(content).length, `${where} ${status}`).toBeGreaterThan(0);
      }
      const names = parameters.map((each) => `${each.in} ${each.name}`);
      expect(new Set(names).size, where).toBe(names.length);
      for (const { in: place, name, required, schema } of parameters) {
        expect(["path", "query"], `${where} ${name}`).toContain(place);
        expect(schema, `${where} ${name}`).toBeTruthy();
        if (place === "path") expect(required, `${where} ${name}`).toBe(true);
      }
    }
});

test("whatever the description refers to is in it, and whatever it defines is referred to", () => {
  const described = openApi(ROUTES) as { readonly components: Readonly<Record<string, object>> };
  const references = new Set(
    [...JSON.stringify(described).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to),
  );
  const defined = Object.entries(described.components)
    .filter(([kind]) => kind !== "securitySchemes")
    .flatMap(([kind, each]) => Object.keys(each).map((name) => `#/components/${kind}/${name}`));
  expect(references).toEqual(new Set(defined));
});
