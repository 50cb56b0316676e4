/** Browsers refuse more than some hundred changes of the address in half a minute. */
const ADDRESS_MS = 150;

let pending: { readonly write: () => void; readonly timer: ReturnType<typeof setTimeout> } | undefined;

/** How an address is written: in place of the one there is, or as a step that the browser can go back from. */
export type AddressEntry = { readonly kind: "same" | "step"; readonly state?: object };

/**
 * Writes the address of the view once the view rests; `then` runs with it. Answers how to call it off. What kind of
 * entry it is, is asked as it is written.
 */
export function writeAddressSoon(href: string, then?: () => void, entryOf?: () => AddressEntry): () => void {
  const write = () => {
    clearTimeout(mine.timer);
    if (pending === mine) pending = undefined;
    const { kind, state } = entryOf?.() ?? { kind: "same" };
    if (kind === "step") window.history.pushState(state, "", href);
    else window.history.replaceState(state, "", href);
    then?.();
  };
  const mine = { write, timer: setTimeout(write, ADDRESS_MS) };
  pending = mine;
  return () => {
    clearTimeout(mine.timer);
    if (pending === mine) pending = undefined;
  };
}

/** The address of what is shown right now, though it may not be written yet. */
export function addressNow(): string {
  pending?.write();
  return location.href;
}
