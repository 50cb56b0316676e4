/** Browsers refuse more than some hundred changes of the address in half a minute. */
const ADDRESS_MS = 150;

let pending: { readonly write: () => void; readonly timer: ReturnType<typeof setTimeout> } | undefined;

/** Writes the address of the view once the view rests; `then` runs with it. Answers how to call it off. */
export function writeAddressSoon(href: string, then?: () => void): () => void {
  const write = () => {
    clearTimeout(mine.timer);
    if (pending === mine) pending = undefined;
    window.history.replaceState(undefined, "", href);
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
