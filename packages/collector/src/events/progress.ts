import { readProbe, type BootEvent } from "@hacotaki/core";

/**
 * Whether an event may tell how far a boot is, which somebody may be watching. Marks do not, of which a user may fire
 * thousands, nor does what ends; what a process calls and starts does only where no probes tell phases.
 */
export function tellsProgress(event: BootEvent, hasProbes: boolean): boolean {
  switch (event.kind) {
    case "probe":
      return readProbe(event)?.kind === "phase";
    case "syscall":
    case "fork":
      return !hasProbes;
    case "wait":
    case "exit":
      return false;
    case "exec":
    case "listen":
    case "cgroup":
    case "fact":
    case "loss":
      return true;
  }
}
