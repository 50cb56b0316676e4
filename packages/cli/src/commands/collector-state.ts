import { visibleText, sizeText } from "@hacotaki/core";
import type { CollectorState } from "@hacotaki/collector";
import { counted } from "../terminal/counted.ts";

/** What a recorder under `up` tells its parent. */
export type RecorderMessage = { readonly state: CollectorState["kind"]; readonly text: string };

export const isRecorderMessage = (message: unknown): message is RecorderMessage =>
  typeof message === "object" &&
  message !== null &&
  "state" in message &&
  "text" in message &&
  typeof message.text === "string";

type RetentionNews = Extract<CollectorState, { kind: "retention" }>["news"];

/** What was deleted, or why too much is left. */
function describeRetention(news: RetentionNews): string {
  const { bytes, maxBytes, keptRuns } = news.facts;
  const limit = maxBytes === undefined ? "" : ` of ${sizeText(maxBytes)}`;
  const takes = `the database takes ${sizeText(bytes)}${limit}`;
  switch (news.kind) {
    case "deleted":
      return `retention: deleted ${counted(news.boots, "boot")}; ${takes}`;
    case "over":
      return `retention: ${takes}, and all that is left is kept: ${counted(keptRuns, "run")} (pinned, shared or of a baseline), and what still runs. Unpin or revoke some, or raise --max-size`;
    case "held-again":
      return `retention: within its limit again; ${takes}`;
  }
}

/** What the collector does, in words. */
export function describeState(state: CollectorState): string {
  switch (state.kind) {
    case "waiting":
      return `waiting: ${state.message}`;
    case "attached": {
      const generation = state.generations.length === 0 ? "" : ` (haconiwa ${state.generations.join(", ")})`;
      return `attached to ${visibleText(state.path, 300)}${generation}: ${state.probes.join(", ")}`;
    }
    case "following":
      return `follows ${state.programs.map((path) => visibleText(path, 300)).join(", ")}`;
    case "detached":
      return `detached from ${visibleText(state.path, 300)}: ${state.reason}`;
    case "dropped":
      return `${state.count} events dropped: the boots they may belong to are marked partial`;
    case "flood":
      return visibleText(state.message, 500);
    case "held-up":
      return `boots wait in memory: ${visibleText(state.message, 500)}`;
    case "resumed":
      return "the database takes boots again";
    case "retention":
      return describeRetention(state.news);
    case "problem":
      return `problem: ${visibleText(state.message, 500)}`;
  }
}
