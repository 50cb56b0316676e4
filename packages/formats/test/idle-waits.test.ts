import { detailOf } from "@hacotaki/core";
import { expect, test } from "vitest";
import { ociBoots, ociEvents, ociNames } from "./oci-recordings.ts";

/** What threads of a runtime written in Go do while they have nothing to do. */
const RESTING = new Set(["futex", "nanosleep", "epoll_wait", "epoll_pwait", "sched_yield"]);

test.each(ociNames().filter((name) => /^(runc|docker-run|podman-runc)/.test(name)))(
  "no span of a boot of %s is led by a thread that has nothing to do, nor by a process that waits for its own",
  (name) => {
    const { source, events } = ociEvents(name);
    for (const boot of ociBoots(source, events)) {
      const detail = detailOf(boot, events);
      for (const span of boot.spans) {
        const end = span.state === "open" ? span.startAt : span.endAt;
        const lengthOf = ({ startAt, endAt = end }: (typeof detail.calls)[number]) => Number(endAt - startAt);
        const [longest] = detail.calls
          .filter((call) => call.span === span.slug && call.isIdle === undefined)
          .toSorted((a, b) => lengthOf(b) - lengthOf(a));
        if (longest === undefined) continue;
        expect(RESTING, span.slug).not.toContain(longest.name);
        if (longest.name === "read") expect(longest.lane, span.slug).toBe(span.lane);
      }
    }
  },
);
