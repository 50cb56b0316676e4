import { z } from "zod";
import type { Route } from "../routes/route.ts";
import type { Operation } from "./operations.ts";

type Json = Readonly<Record<string, unknown>>;

const PROBLEM = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

/** Every schema that was given an id, under that; references point there. */
function components(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
}

const parametersOf = (place: "path" | "query", schema: z.ZodObject): readonly Json[] => {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties as Readonly<Record<string, Json>>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === "path",
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }),
  );
};

const contentOf = ({ answers }: Operation): Json =>
  answers instanceof z.ZodType
    ? { "application/json": { schema: { $ref: `#/components/schemas/${answers.meta()?.id}` } } }
    : Object.fromEntries((answers as readonly string[]).map((type) => [type, {}]));

/** `getBootsIdMarks` of /api/v1/boots/[id]/marks: clients are generated with these names. */
const operationId = (path: string) =>
  `get${path
    .split(/\W+/)
    .slice(3)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")}`;
const tagOf = (path: string) => path.split("/")[3] ?? "";
const TAGS = [
  { name: "boots", description: "Boots, what they hold, and files of them" },
  { name: "containers", description: "What boots are of" },
  { name: "alerts", description: "Budgets that are watched, and what was broken" },
  { name: "compare", description: "Boots and cohorts of boots held against each other" },
];

const described = (path: string, operation: Operation): Json => ({
  operationId: operationId(path),
  tags: [tagOf(path)],
  summary: operation.summary,
  description: `${operation.summary}.`,
  parameters: [...parametersOf("path", operation.parameters), ...parametersOf("query", operation.query)],
  responses: {
    200: { description: "OK", content: contentOf(operation) },
    400: { description: "A parameter is wrong", content: PROBLEM },
    404: { description: "No such resource", content: PROBLEM },
    410: { description: "Gone: retention deleted this boot", content: PROBLEM },
    503: { description: "The database cannot be read now", content: PROBLEM },
  },
});

/** Parameters in braces, as OpenAPI has them. */
const templateOf = (path: string) => path.replaceAll(/\[(\w+)\]/g, "{$1}");

/** The API's description, OpenAPI 3.1: of those of the routes that have an operation. */
export const openApi = (routes: readonly Route[]): Json => ({
  openapi: "3.1.0",
  info: {
    title: "Hacotaki",
    version: "1",
    description: "Boots of containers, as the dashboard knows them. ns are decimal strings, absence is null.",
    contact: { name: "Whoever runs this dashboard" },
    license: { name: "MIT", identifier: "MIT" },
  },
  // The dashboard that this description comes from.
  servers: [{ url: "/", description: "This dashboard" }],
  tags: TAGS,
  paths: Object.fromEntries(
    routes.flatMap(({ path, operation }) =>
      operation === undefined ? [] : [[templateOf(path), { get: described(path, operation) }]],
    ),
  ),
  // Without a login, on the same machine, no token is needed.
  security: [{}, { token: [] }],
  components: {
    schemas: components(),
    securitySchemes: {
      token: { type: "http", scheme: "bearer", description: "as `hacotaki token add` makes it" },
    },
  },
});
