import { SAMPLE_NS, SAMPLES_KEPT, utcNow, type OwnSample } from "@hacotaki/core";

/** What this process takes, for an hour back: in memory, as it has no right to write the boots' database. */
export function followOwnSamples() {
  let samples: readonly OwnSample[] = [];
  let at = process.hrtime.bigint();
  let cpu = process.cpuUsage();
  const timer = setInterval(
    () => {
      const [now, used] = [process.hrtime.bigint(), process.cpuUsage()];
      const sample: OwnSample = {
        at: utcNow(),
        length: now - at,
        cpu: (used.user - cpu.user + used.system - cpu.system) * 1_000,
        memoryBytes: process.memoryUsage.rss(),
      };
      [at, cpu] = [now, used];
      samples = [...samples.slice(1 - SAMPLES_KEPT), sample];
    },
    Number(SAMPLE_NS / 1_000_000n),
  );
  timer.unref();
  return {
    /** Oldest first. */
    all: (): readonly OwnSample[] => samples,
    stop: () => clearInterval(timer),
  };
}
