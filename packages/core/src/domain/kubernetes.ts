/** What Kubernetes puts into names that it makes: consonants and digits that make no words (its `SafeEncodeString`). */
const MADE_UP = "[bcdfghjklmnpqrstvwxz2456789]";
/** A pod of a set: the set's name, a hash of its template where there are revisions, and five made-up characters. */
const OF_SET = new RegExp(`^(.+?)(?:-${MADE_UP}{6,10})?-${MADE_UP}{5}$`);
/** A pod of a stateful set: the set's name and its place. */
const OF_STATEFUL_SET = /^(.+)-\d{1,5}$/;

/** What a pod belongs to, by its name: the deployment, set or job, or the pod itself where nobody made up its name. */
export const podOwner = (pod: string): string =>
  OF_SET.exec(pod)?.[1] ?? OF_STATEFUL_SET.exec(pod)?.[1] ?? pod;

/** The container of a pod as every pod of its owner has it: namespace, owner and container, joined by slashes. */
export const podContainer = (namespace: string, pod: string, container: string): string =>
  [namespace, podOwner(pod), container].join("/");
