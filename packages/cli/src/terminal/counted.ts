/** "1 boot", "2 boots", "1,234 boots": of what makes its plural with an s. */
export const counted = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
