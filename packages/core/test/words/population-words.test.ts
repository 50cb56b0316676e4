import { expect, test } from "vitest";
import { populationKind, populationText } from "../../src/words/population-words.ts";

const oci = { runtime: "runc", engine: "docker" };

test("boots that nobody named are held against those of their image, pod or bundle, and say so", () => {
  expect(populationText({ container: "web:1.4", oci: { ...oci, image: "web:1.4" } })).toBe("image web:1.4");
  expect(populationText({ container: "shop/web/nginx", oci: { ...oci, pod: "shop/web/nginx" } })).toBe(
    "pod shop/web/nginx",
  );
  expect(populationText({ container: "/srv/c1", oci: { ...oci, bundle: "/srv/c1" } })).toBe("bundle /srv/c1");
});

test("a name that somebody chose stands alone, also where it is that of the image", () => {
  expect(populationText({ container: "web", oci: { ...oci, name: "web", image: "web" } })).toBe("web");
  expect(populationKind({ container: "web" })).toBeUndefined();
});
