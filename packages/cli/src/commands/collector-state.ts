import { visibleText } from "@hacotaki/core";
import type { CollectorState } from "@hacotaki/collector";

/** What a recorder under `up` tells its parent. */
export type RecorderMessage = { readonly state: CollectorState["kind"]; readonly text: string };

export const isRecorderMessage = (message: unknown): message is RecorderMessage =>
  typeof message === "object" &&
  message !== null &&
  "state" in message &&
  "text" in message &&
  typeof message.text === "string";

/** What the collector does, in words. */
export function describeState(state: CollectorState): string {
  switch (state.kind) {
    case "waiting":
      return `waiting: ${state.message}`;
    case "attached": {
      const generation = state.generations.length === 0 ? "" : ` (haconiwa ${state.generations.join(", ")})`;
      return `attached to ${visibleText(state.path, 300)}${generation}: ${state.probes.join(", ")}`;
    }
    case "detached":
      return `detached from ${visibleText(state.path, 300)}: ${state.reason}`;
    case "dropped":
      return `${state.count} events dropped: the boots they may belong to are marked partial`;
    case "held-up":
      return `boots wait in memory: ${visibleText(state.message, 500)}`;
    case "resumed":
      return "the database takes boots again";
    case "problem":
      return `problem: ${visibleText(state.message, 500)}`;
  }
}
