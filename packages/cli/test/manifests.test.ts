import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { expect, test } from "vitest";
import { z } from "zod";
import { REPOSITORY } from "./hacotaki.ts";

const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");
/** The schemas are strict: of Kubernetes' and Compose's own fields no other is known. */
const schemaOf = (name: string) =>
  z.fromJSONSchema(JSON.parse(read(`test/fixtures/schemas/${name}.json`)) as z.core.JSONSchema.JSONSchema);
const documentsOf = (path: string): readonly unknown[] =>
  parseAllDocuments(read(path)).map((document) => document.toJS() as unknown);

const [KUBERNETES, COMPOSE] = ["packaging/containers/kubernetes.yaml", "packaging/containers/compose.yaml"];

type Container = {
  readonly name: string;
  readonly securityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[]; readonly add?: readonly string[] };
  };
};
type Pod = { readonly containers: readonly Container[]; readonly initContainers: readonly Container[] };
type Service = {
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly read_only: boolean;
  readonly security_opt: readonly string[];
};

test.each([KUBERNETES])("%s is what Kubernetes' schema says", (path) => {
  const schema = schemaOf("kubernetes");
  for (const document of documentsOf(path)) schema.parse(document);
});

test.each([COMPOSE, "docker-compose.yml"])("%s is what the Compose Specification says", (path) => {
  for (const document of documentsOf(path)) schemaOf("compose").parse(document);
});

test("the schemas refuse a field that nobody knows", () => {
  const typing = (path: string, right: string, wrong: string) =>
    parseAllDocuments(read(path).replace(right, wrong)).map((document) => document.toJS() as unknown);
  const mistaken = typing(KUBERNETES, "readOnlyRootFilesystem", "readonlyRootFilesystem");
  expect(mistaken.every((document) => schemaOf("kubernetes").safeParse(document).success)).toBe(false);
  const [wrong] = typing(COMPOSE, "cap_drop", "cap-drop");
  expect(schemaOf("compose").safeParse(wrong).success).toBe(false);
});

/** What tracing takes, as docs/security.md says. */
const COLLECTING = ["BPF", "PERFMON", "SYS_PTRACE", "DAC_READ_SEARCH"];

test("the DaemonSet's collector has the four capabilities that tracing takes, its dashboard none", () => {
  const set = documentsOf(KUBERNETES).find((each) => (each as { kind: string }).kind === "DaemonSet") as {
    spec: { template: { spec: Pod } };
  };
  const { containers, initContainers } = set.spec.template.spec;
  for (const { securityContext } of [...containers, ...initContainers]) {
    expect(securityContext.allowPrivilegeEscalation).toBe(false);
    expect(securityContext.privileged).toBeUndefined();
    expect(securityContext.readOnlyRootFilesystem).toBe(true);
    expect(securityContext.capabilities.drop).toEqual(["ALL"]);
  }
  expect(containers.map(({ name, securityContext }) => [name, securityContext.capabilities.add])).toEqual([
    ["collector", COLLECTING],
    ["dashboard", undefined],
  ]);
});

test("so have the services of Compose", () => {
  const [{ services } = { services: {} }] = documentsOf(COMPOSE) as { services: Record<string, Service> }[];
  for (const service of Object.values(services)) {
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.read_only).toBe(true);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
  }
  expect(services["collector"]?.cap_add).toEqual(COLLECTING);
  expect(services["dashboard"]?.cap_add).toBeUndefined();
});
