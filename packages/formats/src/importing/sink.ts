import type { BootEvent, BootId, Changes, RunId, Source } from "@hacotaki/core";

/** What an import writes to. `@hacotaki/store`'s writer is one, and so is one that waits for its turn. */
export type ImportSink = {
  startRecording(recording: {
    readonly kind: Source["kind"];
    readonly hostId: string;
    readonly hostName: string;
    readonly kernelBootId: string;
    readonly kernel?: string;
    readonly path: string;
    readonly generation?: string;
    readonly probes: readonly string[];
    readonly hasKernelEvents: boolean;
    readonly wallOffset?: bigint;
    readonly startedAt: bigint;
  }): number | Promise<number>;
  touchRecording(
    id: number,
    state: { readonly seenAt: bigint; readonly events: bigint; readonly dropped: bigint },
  ): void | Promise<void>;
  endRecording(id: number, state: { readonly endedAt: bigint; readonly note?: string }): void | Promise<void>;
  save(changes: Changes, recording: number): void | Promise<void>;
  hasRun(runId: RunId): boolean;
  findRun(runId: RunId): { readonly source: Source; readonly events: readonly BootEvent[] } | undefined;
  findBoot(id: BootId): Promise<{ readonly boot: { readonly runId: RunId } } | undefined>;
  replaceDerived(runId: RunId, changes: Changes): void | Promise<void>;
};
