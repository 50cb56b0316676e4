import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { innerEnvironment, NETWORK_FAILURE, npmCommand } from "./npm.mjs";
import { REPOSITORY } from "./repository.mjs";
import { hashSources, isStamped, stamp } from "./stamp.mjs";
import { run } from "./step.mjs";

const NAME = "fleet-engine";
const FOLDER = "test/fleet";
const hash = () => hashSources(["package.json", "package-lock.json"].map((name) => `${FOLDER}/${name}`));

const readJson = (path) => JSON.parse(readFileSync(join(REPOSITORY, FOLDER, path), "utf8"));

/** True when somebody's own `npm install` already brought it. */
function agreesWithLock() {
  try {
    return readJson("node_modules/chdb/package.json").version === readJson("package.json").dependencies.chdb;
  } catch {
    return false;
  }
}

/**
 * ClickHouse's engine in process, some 570 MB: for tests and benchmarks of the fleet alone. Its folder is no workspace, so
 * that nothing else ever installs it.
 */
export const fleetEngine = {
  name: NAME,
  title: "ClickHouse's engine for tests",
  hash,
  reason: /npm error code|npm ERR! code/,
  isDone: () => {
    if (!existsSync(join(REPOSITORY, FOLDER, "node_modules/chdb"))) return false;
    if (isStamped(NAME, hash())) return true;
    if (!agreesWithLock()) return false;
    stamp(NAME, hash());
    return true;
  },
  work: async ({ log, logPath }) => {
    const env = innerEnvironment();
    // Not `npm ci`: the lock tells of this platform's engine alone. Versions are the lock's all the same.
    const install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    const once = () => run([...npmCommand(env), ...install], { log, env, cwd: join(REPOSITORY, FOLDER) });
    const failure = await once();
    if (failure === undefined || !NETWORK_FAILURE.test(readFileSync(logPath, "utf8"))) return failure;
    return once();
  },
};
