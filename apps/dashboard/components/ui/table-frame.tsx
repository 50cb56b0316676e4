import type { ReactNode, RefObject } from "react";

type Props = {
  /** What is in it, for who hears the page; without it the frame is no region of its own. */
  readonly label?: string;
  readonly box?: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
};

/** Around a table that may be wider than the page: it scrolls, by keys as well. */
export const TableFrame = ({ label, box, children }: Props) => (
  <div
    className="scroller"
    tabIndex={0}
    ref={box}
    {...(label === undefined ? {} : { role: "region", "aria-label": label })}
  >
    {children}
  </div>
);
