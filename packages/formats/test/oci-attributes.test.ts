import type { Boot } from "@hacotaki/core";
import { expect, test } from "vitest";
import { ociAttributes } from "../src/export/oci-attributes.ts";

const of = (oci?: Boot["oci"]) => {
  const { ...attributes } = ociAttributes({ oci } as Boot);
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
};
const runc = { runtime: "runc", engine: "docker" };

test.each([
  ["web", { "container.image.name": "web" }],
  ["web:1.4", { "container.image.name": "web", "container.image.tags": ["1.4"] }],
  ["localhost:5000/web", { "container.image.name": "localhost:5000/web" }],
  [
    "localhost:5000/web:1.4",
    { "container.image.name": "localhost:5000/web", "container.image.tags": ["1.4"] },
  ],
  [
    "quay.io/web:1.4@sha256:ab",
    {
      "container.image.name": "quay.io/web",
      "container.image.tags": ["1.4"],
      "container.image.repo_digests": ["quay.io/web@sha256:ab"],
    },
  ],
])("the image %s is told by its repository, and its tags and digests by themselves", (image, told) => {
  expect(of({ ...runc, image })).toEqual(told);
});

test("a container of Kubernetes has its namespace, pod and own name", () => {
  const oci = { ...runc, pod: "shop/web/main", name: "web-7d4b9c6f5-x2x8k/main", containerId: "4f1e" };
  expect(of(oci)).toEqual({
    "container.id": "4f1e",
    "k8s.namespace.name": "shop",
    "k8s.pod.name": "web-7d4b9c6f5-x2x8k",
    "k8s.container.name": "main",
  });
});

test("labels are attributes by their keys", () => {
  expect(of({ ...runc, labels: { "com.docker.compose.project": "shop" } })).toEqual({
    "container.label.com.docker.compose.project": "shop",
  });
});

test("a boot of haconiwa has none of them", () => {
  expect(of()).toEqual({});
});
