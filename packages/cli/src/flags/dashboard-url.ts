import { wrongUsage } from "../output/failure.ts";

export type DashboardFlag = { readonly dashboard?: string };

/** Where the dashboard is, for links to it: --dashboard, else $HACOTAKI_DASHBOARD_URL. Undefined where nobody says. */
export function dashboardUrl(
  { dashboard }: DashboardFlag,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const [given, source] =
    dashboard === undefined
      ? [env["HACOTAKI_DASHBOARD_URL"], "$HACOTAKI_DASHBOARD_URL"]
      : [dashboard, "--dashboard"];
  if (given === undefined || given === "") return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw wrongUsage(`${source}: give the address of the dashboard, such as https://boots.example.org.`);
  // Links are pasted where others read them.
  if (url.username !== "" || url.password !== "")
    throw wrongUsage(`${source}: give the address without a user and password.`);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** A page of the dashboard as an address to open. */
export const permalinkOf = (dashboard: string | undefined, href: string): string | undefined =>
  dashboard === undefined ? undefined : `${dashboard}${href}`;
