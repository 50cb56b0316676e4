import { afterEach, beforeEach } from "vitest";
import { newScene, type Scene } from "./traced.ts";

/** A scene of its own for each test of the file, or of the block, that asks for it; gone after it. */
export function sceneOfEach(): () => Scene {
  let scene: ReturnType<typeof newScene> | undefined;
  beforeEach(() => {
    scene = newScene();
  });
  afterEach(() => scene?.end());
  return () => {
    if (!scene) throw new Error("no scene");
    return scene;
  };
}
