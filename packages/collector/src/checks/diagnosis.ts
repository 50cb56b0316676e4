/** One line of a diagnosis: what was looked at, what was found, and what to do about it. */
export type Check = {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly found: string;
  readonly advice?: string;
};
