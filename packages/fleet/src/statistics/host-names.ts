import type { StoreReader } from "@hacotaki/store";

/** Hosts are looked for anew no more often, ms: that is a look at every boot. One that came meanwhile goes by its id. */
const LOOK_MS = 60_000;

/** What hosts are called, as they were last looked for. */
export function createHostNames(
  hosts: StoreReader["hosts"],
  now: () => number = () => performance.now(),
): StoreReader["hosts"] {
  let looked: { readonly at: number; readonly hosts: ReturnType<StoreReader["hosts"]> } | undefined;
  return () => {
    if (looked === undefined || now() - looked.at > LOOK_MS) {
      const looking = hosts();
      looked = { at: now(), hosts: looking };
      looking.catch(() => (looked = undefined));
    }
    return looked.hosts;
  };
}
