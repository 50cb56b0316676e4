import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import type { BrushAxes, BrushOptions } from "./brushing.ts";
import type { FollowedBrush } from "./follow-brush.ts";

/** Brushes a `BrushSurface`, over which React draws. What follows pointers and fingers comes once the page runs. */
export function useBrush(axes: BrushAxes, options: BrushOptions): RefObject<SVGGElement | null> {
  const group = useRef<SVGGElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const followed = useRef<FollowedBrush>(undefined);
  useEffect(() => {
    let isGone = false;
    const follow = async () => {
      const { followBrush } = await import("./follow-brush.ts");
      const node = group.current;
      const svg = node?.ownerSVGElement;
      if (node && svg && !isGone) followed.current = followBrush(node, svg, axes, () => latest.current);
    };
    // Without it the forms beside the charts do the same.
    follow().catch(() => undefined);
    return () => {
      isGone = true;
      followed.current?.stop();
      followed.current = undefined;
    };
  }, [axes]);
  const { area } = options;
  useLayoutEffect(() => followed.current?.rest(), [area?.left, area?.right, area?.top, area?.bottom]);
  return group;
}
