import type { Boot } from "@hacotaki/core";

/** An image as its engine names it, in parts. A registry's port has a colon too, and a slash after it. */
function imageParts(image: string) {
  const [name = "", digest] = image.split("@", 2);
  const [, repository = name, tag] = /^(.*?)(?::([^:/]+))?$/s.exec(name) ?? [];
  return { repository, tag, digest };
}

/** A pod's name has no slash, and Kubernetes' containers are named by pod and container. */
function kubernetesAttributes({ pod, name }: NonNullable<Boot["oci"]>) {
  if (pod === undefined) return {};
  const parts = pod.split("/");
  return {
    "k8s.namespace.name": parts[0],
    "k8s.pod.name": name?.includes("/") === true ? name.split("/")[0] : undefined,
    "k8s.container.name": parts.at(-1),
  };
}

/**
 * Attributes of a container's resource that only a boot of an OCI runtime has, named by OpenTelemetry's semantic
 * conventions (container.*, k8s.*, 1.38).
 */
export function ociAttributes({
  oci,
}: Boot): Readonly<Record<string, string | readonly string[] | undefined>> {
  if (oci === undefined) return {};
  const image = oci.image === undefined ? undefined : imageParts(oci.image);
  return {
    "container.id": oci.containerId,
    "container.image.name": image?.repository,
    "container.image.tags": image?.tag === undefined ? undefined : [image.tag],
    "container.image.repo_digests":
      image?.digest === undefined ? undefined : [`${image.repository}@${image.digest}`],
    ...Object.fromEntries(
      Object.entries(oci.labels ?? {}).map(([key, value]) => [`container.label.${key}`, value]),
    ),
    ...kubernetesAttributes(oci),
  };
}
