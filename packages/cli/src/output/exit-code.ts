/** What scripts can rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  notFound: 3,
  /** Of `compare`, beside what it shares with all commands. */
  regression: 1,
  notEnoughData: 3,
  /** Only between `up` and its children (EX_CONFIG): starting again would fail again. So would wrong usage. */
  lasting: 78,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
