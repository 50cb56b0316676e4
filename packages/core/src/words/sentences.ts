/** Messages of several origins as one text: each is a sentence that ends, whatever the next one begins with. */
export const sentences = (...messages: readonly string[]): string =>
  messages
    .map((message) => message.trim())
    .filter((message) => message !== "")
    .map((message, n, all) => (n === all.length - 1 || /[.!?:;,…]$/.test(message) ? message : `${message}.`))
    .join(" ");
