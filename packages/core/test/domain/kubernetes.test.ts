import { expect, test } from "vitest";
import { podContainer } from "../../src/domain/kubernetes.ts";

test.each([
  ["web-7d4b9c6f5-x2x8k", "web"],
  ["node-exporter-4wzx9", "node-exporter"],
  ["db-0", "db"],
  ["etcd-control-plane", "etcd-control-plane"],
  ["web", "web"],
])("the pod %s belongs to %s", (pod, owner) => {
  expect(podContainer("shop", pod, "main")).toBe(`shop/${owner}/main`);
});
