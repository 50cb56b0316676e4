/** haconiwa's hooks by the span whose interval they run in. A hook's time is the span's time. */
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  evaluate: ["setup"],
  prepare: ["before_fork"],
  namespace: ["after_fork", "after_network_initialized"],
  "pivot-root": ["before_chroot"],
  capability: ["after_chroot"],
};

export const hooksOf = (slug: string): readonly string[] => HOOKS[slug] ?? [];
