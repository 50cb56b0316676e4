import { listAt, valueAt, type JsonValue } from "./json-value.ts";

/** Ids of containers, layers and sandboxes; digests of images say what they are before they say it. */
const MADE_UP_ID = /(sha256:)?\b[0-9a-f]{64}\b/g;
/** Engines name containers, and what they make for them, by so many characters of an id. */
const SHORT_ID = 12;

/** `NAME=value` without the value. */
const nameOf = (variable: JsonValue): JsonValue =>
  typeof variable === "string" ? variable.split("=", 1)[0] : variable;

/** The configuration with the names of its environment's variables alone: their values hold passwords. */
function withoutSecrets(config: JsonValue): JsonValue {
  if (typeof config !== "object" || config === null) return config;
  const process = valueAt(config, "process");
  const hooks = valueAt(config, "hooks");
  return {
    ...config,
    ...(typeof process === "object" && process !== null
      ? { process: { ...process, env: listAt(process, "env").map(nameOf) } }
      : {}),
    ...(typeof hooks === "object" && hooks !== null ? { hooks: hooksWithoutSecrets(hooks) } : {}),
  };
}

const hooksWithoutSecrets = (hooks: object): JsonValue =>
  Object.fromEntries(
    Object.entries(hooks).map(([kind, list]: [string, JsonValue]) => [
      kind,
      Array.isArray(list)
        ? list.map((hook: JsonValue) =>
            typeof hook === "object" && hook !== null && "env" in hook
              ? { ...hook, env: listAt(hook, "env").map(nameOf) }
              : hook,
          )
        : list,
    ]),
  );

/**
 * A bundle's config.json as it is kept: a line for each value, without the environment's values, and without the ids that
 * an engine makes anew for every container: what two boots of one image have different is then what somebody changed.
 */
export function keptConfig(config: JsonValue, containerId: string | undefined): string {
  const text = JSON.stringify(withoutSecrets(config), undefined, 2).replaceAll(
    MADE_UP_ID,
    (id, digest: string | undefined) => (digest === undefined ? "ID" : id),
  );
  const short = containerId !== undefined && /^[0-9a-f]{64}$/.test(containerId);
  return `${short ? text.replaceAll(containerId.slice(0, SHORT_ID), "ID") : text}\n`;
}
