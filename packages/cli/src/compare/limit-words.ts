import { differenceText, visibleText, type Conclusion, type JudgedLimit } from "@hacotaki/core";

export const CONCLUSIONS: Readonly<Record<Conclusion, string>> = {
  regression: "Regression",
  "no-regression": "No regression",
  "not-enough-data": "Not enough data",
};

/** How a limit was kept, or was not. */
export function limitText({ limit, state, delta, isCertain }: JudgedLimit): string {
  const text = visibleText(limit.text, 100);
  const difference = delta === undefined ? "" : `: ${differenceText(BigInt(Math.round(delta)))}`;
  switch (state) {
    case "exceeded":
      return `${text} is exceeded${difference}.`;
    case "kept":
      return `${text} is not exceeded${difference}${isCertain ? "" : ", not told from chance"}.`;
    case "unknown":
      return `${text} cannot be told: there is too little data.`;
  }
}
