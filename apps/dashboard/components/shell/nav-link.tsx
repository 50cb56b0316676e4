"use client";

import { Link } from "../ui/link.tsx";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

export function NavLink({
  href,
  besides,
  shortcut,
  children,
}: {
  href: string;
  /** Another page that it stands for. */
  besides?: string;
  shortcut?: string;
  children: ReactNode;
}) {
  const path = usePathname();
  return (
    <Link
      href={href}
      data-shortcut={shortcut}
      aria-current={path === href ? "page" : path === besides ? "true" : undefined}
    >
      {children}
    </Link>
  );
}
