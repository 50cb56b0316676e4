import { visibleText } from "@hacotaki/core";
import { messageOf } from "../output/failure.ts";

/** Where a dashboard is when nobody says. */
export const DEFAULT_DASHBOARD = "http://127.0.0.1:7460";
const ANSWER_MS = 5_000;

/** What a dashboard says of itself. */
export type DashboardState =
  | { readonly kind: "ready" }
  | { readonly kind: "not-ready"; readonly reason: string }
  /** Nothing answers there, or no dashboard. */
  | { readonly kind: "absent"; readonly reason: string };

function reasonIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "reason" in value
      ? String(value.reason)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Asks a dashboard whether it is ready (/readyz), or only whether it turns (/healthz). Never throws. */
export async function dashboardState(url: string, address: "/healthz" | "/readyz"): Promise<DashboardState> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${url}${address}`, { signal, redirect: "error" });
    const body = await response.text();
    if (response.ok) return { kind: "ready" };
    const reason = reasonIn(body);
    return reason === undefined
      ? { kind: "absent", reason: `it answers with status ${response.status}` }
      : { kind: "not-ready", reason };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "absent", reason: visibleText(messageOf(cause), 300) };
  }
}
