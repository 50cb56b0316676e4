import { expect, test } from "vitest";
import { clientCommandOf } from "../../src/index.ts";

test.each([
  ["docker run --rm --name shop web:1.4 serve", { name: "shop", image: "web:1.4" }],
  ["docker --host unix:///d.sock container run -itd --name=shop web:1.4", { name: "shop", image: "web:1.4" }],
  ["podman --root /r --cgroup-manager cgroupfs run --env-host web:1.4", { image: "web:1.4" }],
  ["docker run -it -v/srv:/srv web:1.4", { image: "web:1.4" }],
  ["docker run -p 8080:80 -eKEY=value -e OTHER web:1.4", { image: "web:1.4" }],
  ["ctr -n k8s.io run --net-host --cni -d web:1.4 shop", { image: "web:1.4" }],
])("a client says what it boots: %s", (line, said) => {
  expect(clientCommandOf(line.split(" "))).toEqual(said);
});

test("what comes after the image is the container's: its --name names something else", () => {
  expect(clientCommandOf("docker run --rm web:1.4 serve --name other".split(" "))).toEqual({
    image: "web:1.4",
  });
  expect(clientCommandOf("docker run -- web:1.4 --name other".split(" "))).toEqual({ image: "web:1.4" });
});

test("a client that boots nothing says nothing", () => {
  for (const line of ["docker ps", "docker exec shop run", "podman --version"])
    expect(clientCommandOf(line.split(" "))).toBeUndefined();
});
