import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { REPOSITORY } from "./repository.mjs";
import { hashSources, isStamped, stamp } from "./stamp.mjs";
import { run } from "./step.mjs";

const NAME = "npm";
export const NETWORK_FAILURE =
  /ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|ERR_SOCKET|EINTEGRITY|E5\d\d|network|fetch failed/;

const manifests = () =>
  ["package.json", "package-lock.json", "native/package.json"].concat(
    ["packages", "apps"].flatMap((folder) =>
      readdirSync(join(REPOSITORY, folder)).map((name) => `${folder}/${name}/package.json`),
    ),
  );

/**
 * The Node that runs the set-up is no part of the stamp: it differs between the first run (the system's) and
 * the next ones (the pinned one, by then first on PATH), and nothing installed is built against it.
 */
const hash = () => hashSources(manifests());

const readJson = (path) => JSON.parse(readFileSync(join(REPOSITORY, path), "utf8"));

/** True when somebody's own `npm install` already brought what the lock asks for. */
function agreesWithLock() {
  let wanted;
  let installed;
  try {
    wanted = readJson("package-lock.json").packages;
    installed = readJson("node_modules/.package-lock.json").packages;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(
    ([path, { version, link, optional, dev, devOptional }]) =>
      path === "" ||
      !path.includes("node_modules/") ||
      (installed[path] === undefined
        ? optional === true || (devOptional === true && dev !== true)
        : installed[path].version === version && installed[path].link === link),
  );
}

/** npm's variables for the running script would tell the inner npm that it is in another place and command. */
export function innerEnvironment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(lifecycle|package)_|^npm_(command|execpath|node_execpath)$|^npm_config_(local_prefix|global_prefix|prefix|workspaces?|user_agent|node_gyp|npm_version)$/i.test(
          name,
        ),
    ),
  );
  // The pinned Node lies in the folder that `npm ci` is about to delete.
  env.PATH = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes(join("node_modules", ".bin")) && !folder.includes("node-gyp-bin"))
    .join(delimiter);
  return env;
}

/** The npm that called us, run by the system's Node; else the one on PATH. */
export function npmCommand(env) {
  const caller = process.env.npm_execpath;
  const node = env.PATH.split(delimiter)
    .map((folder) => join(folder, "node"))
    .find((file) => existsSync(file));
  if (caller !== undefined && /npm-cli\.c?js$/.test(caller)) return [node ?? process.execPath, caller];
  return ["npm"];
}

/** What the packages that bring a binary for each platform ask for: npm leaves them out on an older Node, without a word. */
const isTooOld = (version) => {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12) || major === 21;
};

/** The environment in which npm runs on the pinned Node, from a place that `npm ci` leaves alone. */
function onPinnedNode(env) {
  const folder = join(REPOSITORY, ".setup/node");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(REPOSITORY, "node_modules/node/bin/node"), join(folder, "node"));
  return { ...env, PATH: [folder, env.PATH].join(delimiter) };
}

/** `npm ci`, unless node_modules is what the lock asks for. */
export const npmPackages = {
  name: NAME,
  title: "npm packages",
  hash,
  reason: /npm error code|npm ERR! code/,
  isDone: () => {
    if (!existsSync(join(REPOSITORY, "node_modules/.bin/node"))) return false;
    if (isStamped(NAME, hash())) return true;
    if (!agreesWithLock()) return false;
    stamp(NAME, hash());
    return true;
  },
  work: async ({ log, logPath }) => {
    const env = innerEnvironment();
    const npm = npmCommand(env);
    const system = spawnSync("node", ["--version"], { env, encoding: "utf8" }).stdout ?? "";
    // Development packages hold the pinned Node: they are needed whatever NODE_ENV says.
    // Only the pinned Node's script is run (it fetches the binary of this platform): npm 10 would compile SQLite,
    // although the package brings it compiled, and fail where there is no compiler.
    const install = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"];
    const fetchNode = ["rebuild", "node", "--ignore-scripts=false"];
    // Says which library it lacks, where it lacks one.
    const tryNode = [join(REPOSITORY, "node_modules/.bin/node"), "--version"];
    const once = async (npm, env) =>
      (await run([...npm, ...install], { log, env })) ??
      (await run([...npm, ...fetchNode], { log, env })) ??
      run(tryNode, { log, env });
    const all = async () => {
      const failure = await once(npm, env);
      if (failure !== undefined || !isTooOld(system)) return failure;
      const pinned = onPinnedNode(env);
      return once(npmCommand(pinned), pinned);
    };
    const failure = await all();
    if (failure === undefined || !NETWORK_FAILURE.test(readFileSync(logPath, "utf8"))) return failure;
    return all();
  },
};
