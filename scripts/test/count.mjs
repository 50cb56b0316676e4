/** Counts of tests, and those that failed at least once: `{ passed, failed, skipped, troubles }`. */
export const NONE = { passed: 0, failed: 0, skipped: 0, troubles: [] };

export const sum = (counts) =>
  counts.reduce(
    (total, count) => ({
      passed: total.passed + count.passed,
      failed: total.failed + count.failed,
      skipped: total.skipped + count.skipped,
      troubles: [...total.troubles, ...count.troubles],
    }),
    NONE,
  );

export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
