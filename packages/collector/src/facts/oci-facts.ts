import {
  commandOf,
  containerIdOf,
  optionOf,
  podContainer,
  wholeArguments,
  type ExecEvent,
  type FactKey,
} from "@hacotaki/core";
import { readForeignFile, type ForeignProcess } from "@hacotaki/native";
import { attempt } from "./attempt.ts";
import { listAt, textAt, valueAt, type JsonValue } from "./json-value.ts";
import { keptText } from "./kept-text.ts";
import { keptConfig } from "./oci-config.ts";

/** A config.json has 3 to 11 kB; one with a thousand mounts 200. */
const MAX_CONFIG_BYTES = 256 * 1024;
/** Of a larger one, as it is kept, only the hash is. */
const MAX_KEPT_BYTES = 64 * 1024;
/** Docker's file of one container has some 5 kB. */
const MAX_DOCKER_BYTES = 128 * 1024;
/** Podman's list of all containers: half a kilobyte each. */
const MAX_PODMAN_BYTES = 1024 * 1024 - 1;
const MOST_LISTED = 10_000;
/** Names are shown in rows and links. */
const MAX_NAME = 512;
/** Characters of all labels together: Compose writes some ten, of a hundred each. */
const MAX_LABELS = 4096;
const MOST_LABELS = 32;

type Launch = Pick<ExecEvent, "argv" | "argvTruncated"> & ForeignProcess;
type Found = [FactKey, string | undefined];
/** What an engine calls the container, and what it was made of. */
type Names = {
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  /** As a JSON object of texts. */
  readonly labels?: string | undefined;
};

/** A file that the runtime could read itself, as JSON; undefined for all that it may be instead. */
function readJson(process: ForeignProcess, path: string, maxBytes: number): JsonValue {
  const text = attempt(() => readForeignFile(process, path, maxBytes + 1));
  return text === undefined || text.length > maxBytes ? undefined : parsed(text.toString("utf8"));
}

const parsed = (text: string | undefined): JsonValue =>
  text === undefined ? undefined : attempt((): JsonValue => JSON.parse(text));

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/** Docker mounts files of the container's own folder into it; beside them is what it knows of the container. */
function dockerNames(process: ForeignProcess, config: JsonValue): Names | undefined {
  const mount = listAt(config, "mounts").find((each) =>
    ["/etc/hostname", "/etc/resolv.conf", "/etc/hosts"].includes(textAt(each, "destination") ?? ""),
  );
  const source = mount === undefined ? undefined : textAt(mount, "source");
  if (source === undefined || !/\/containers\/[0-9a-f]{64}\/[^/]+$/.test(source)) return undefined;
  const state = readJson(process, `${folderOf(source)}/config.v2.json`, MAX_DOCKER_BYTES);
  const name = textAt(state, "Name");
  return {
    name: name?.replace(/^\//, ""),
    image: textAt(state, "Config", "Image"),
    labels: labelsAt(state),
  };
}

/** What images say of themselves, and is the same for all of their containers, is left out. */
function labelsAt(state: JsonValue): string | undefined {
  const labels = valueAt(state, "Config", "Labels");
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) return undefined;
  const own = Object.entries(labels).filter(
    ([key, value]) => typeof value === "string" && !key.startsWith("org.opencontainers.image."),
  );
  const text = JSON.stringify(Object.fromEntries(own.slice(0, MOST_LABELS)));
  return own.length === 0 || text.length > MAX_LABELS ? undefined : text;
}

/** Podman's storage lists its containers beside their bundles: `…-containers/ID/userdata`. */
function podmanNames(process: ForeignProcess, config: JsonValue, bundle: string): Names | undefined {
  const isPodmans = textAt(config, "annotations", "io.container.manager") === "libpod";
  const [, folder, id] = /^(.*-containers)\/([0-9a-f]{64})\/userdata\/?$/.exec(bundle) ?? [];
  if (!isPodmans || folder === undefined) return undefined;
  for (const list of ["containers.json", "volatile-containers.json"]) {
    const rows = readJson(process, `${folder}/${list}`, MAX_PODMAN_BYTES);
    const own = (Array.isArray(rows) ? rows.slice(0, MOST_LISTED) : []).find(
      (row: JsonValue) => textAt(row, "id") === id,
    );
    if (own === undefined) continue;
    const metadata = parsed(textAt(own, "metadata"));
    const [listed] = listAt(own, "names");
    return {
      name: textAt(metadata, "name") ?? (typeof listed === "string" ? listed : undefined),
      image: textAt(metadata, "image-name"),
    };
  }
  return undefined;
}

/** What containerd's and CRI-O's sides of Kubernetes write into annotations. */
const KUBERNETES = [
  {
    pod: "io.kubernetes.cri.sandbox-name",
    namespace: "io.kubernetes.cri.sandbox-namespace",
    container: "io.kubernetes.cri.container-name",
    type: "io.kubernetes.cri.container-type",
    image: "io.kubernetes.cri.image-name",
  },
  {
    pod: "io.kubernetes.pod.name",
    namespace: "io.kubernetes.pod.namespace",
    container: "io.kubernetes.container.name",
    type: "io.kubernetes.cri-o.ContainerType",
    image: "io.kubernetes.cri-o.ImageName",
  },
] as const;

/** The container's place in Kubernetes. The container that holds a pod's namespaces is its `sandbox`. */
function kubernetesFacts(config: JsonValue): { readonly pod: string; readonly names: Names } | undefined {
  for (const keys of KUBERNETES) {
    const [pod, namespace] = [
      textAt(config, "annotations", keys.pod),
      textAt(config, "annotations", keys.namespace),
    ];
    if (pod === undefined || namespace === undefined) continue;
    const isSandbox = textAt(config, "annotations", keys.type) === "sandbox";
    const container = isSandbox ? "sandbox" : (textAt(config, "annotations", keys.container) ?? "container");
    return {
      pod: podContainer(namespace, pod, container),
      names: { name: `${pod}/${container}`, image: textAt(config, "annotations", keys.image) },
    };
  }
  return undefined;
}

const configFacts = (config: JsonValue, containerId: string | undefined): Found[] =>
  keptText(Buffer.from(keptConfig(config, containerId)), MAX_KEPT_BYTES);

const bounded = (text: string | undefined) => text?.slice(0, MAX_NAME);

/**
 * What the files of an OCI bundle and of its engine tell of the container that a runtime was just executed for: read as
 * the runtime's own user may read them, right after its exec. Empty where it boots none, or its bundle cannot be read.
 */
export function bundleFacts(launch: Launch, cwd: string | undefined): Found[] {
  const argv = wholeArguments(launch);
  const command = commandOf(argv);
  if (command === undefined) return [];
  const given = optionOf(command.rest, "--bundle", "-b");
  const bundle = given?.startsWith("/") === true ? given : joined(cwd, given);
  const path = given === undefined ? "config.json" : `${given}/config.json`;
  const config = readJson(launch, path, MAX_CONFIG_BYTES);
  if (typeof config !== "object" || config === null || Array.isArray(config)) return [["bundle", bundle]];
  const pod = kubernetesFacts(config);
  const names =
    pod?.names ??
    dockerNames(launch, config) ??
    (bundle === undefined ? undefined : podmanNames(launch, config, bundle));
  return [
    ["bundle", bundle],
    ["container-name", bounded(names?.name)],
    ["image", bounded(names?.image)],
    ["labels", names?.labels],
    ["pod", bounded(pod?.pod)],
    ["rootfs", rootfsOf(config, bundle)],
    ...guarded(() => configFacts(config, containerIdOf(launch))),
  ];
}

/** A configuration that is nested too deeply to be written is not kept. */
function guarded(read: () => Found[]): Found[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const joined = (folder: string | undefined, path: string | undefined): string | undefined =>
  folder === undefined || path === undefined ? folder : `${folder}/${path.replace(/^\.\/|\/$/g, "")}`;

/** The root file system is a path in the bundle, or anywhere. */
function rootfsOf(config: JsonValue, bundle: string | undefined): string | undefined {
  const path = textAt(config, "root", "path");
  return path === undefined || path.startsWith("/") ? path : joined(bundle, path);
}
