import type { ReactNode } from "react";
import { mayEdit } from "../../bridge/page.ts";

/** What viewers may not do, they are not offered. */
export async function ForEditors({ children }: { children: ReactNode }) {
  return (await mayEdit()) ? children : undefined;
}
