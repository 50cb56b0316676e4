import type { Lane } from "@hacotaki/core";

/** The folded lanes after folding or unfolding one. */
export const folded = (collapsed: readonly Lane[], lane: Lane): readonly Lane[] =>
  collapsed.includes(lane) ? collapsed.filter((each) => each !== lane) : [...collapsed, lane];
