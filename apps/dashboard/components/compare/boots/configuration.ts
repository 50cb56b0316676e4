import type { Boot } from "@hacotaki/core";

const NAMESPACES = ["pid", "mnt", "uts", "ipc", "net", "user"] as const;

/** What a boot was booted with, by name; undefined where it is not known. */
const factsOf = (boot: Boot) => ({
  container: boot.container,
  host: boot.hostName,
  kernel: boot.kernel,
  generation: boot.generation,
  hacoFile: boot.hacoFile,
  hacoHash: boot.hacoHash,
  command: boot.command?.join(" "),
  launcher: boot.launcherArgv?.join(" "),
  cwd: boot.cwd,
  rootfs: boot.rootfs,
  mounts: boot.mounts?.toString(),
  hostname: boot.hostname,
  cgroup: boot.cgroup,
  ownNamespaces: boot.namespaces && NAMESPACES.filter((name) => boot.namespaces?.[name] !== 0).join(" "),
});
export type Fact = keyof ReturnType<typeof factsOf>;

export type ComparedFact = {
  readonly fact: Fact;
  /** By the place of the boot. */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
  /** Of a command line, its words by the place of the boot. */
  readonly words?: readonly (readonly string[] | undefined)[];
};

/** What each fact that is a command line consists of. */
const wordsOf = (boot: Boot) => ({ command: boot.command, launcher: boot.launcherArgv });

/** Everything that is known of what any of the boots was booted with. */
export function comparedFacts(boots: readonly Boot[]): readonly ComparedFact[] {
  const facts = boots.map(factsOf);
  const names = Object.keys(facts[0] ?? {}) as readonly Fact[]; // the keys of the object just made
  return names
    .map((fact) => {
      const values = facts.map((each) => each[fact]);
      const words =
        fact === "command" || fact === "launcher" ? { words: boots.map((boot) => wordsOf(boot)[fact]) } : {};
      return { fact, values, differs: values.some((value) => value !== values[0]), ...words };
    })
    .filter(({ values }) => values.some((value) => value !== undefined));
}
