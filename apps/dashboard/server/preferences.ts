import { isPreferenceName, PREFERENCES } from "../i18n/preferences.ts";
import { backTo, leadTo } from "./form.ts";
import type { Asked } from "./routes/asked.ts";
import type { Services } from "./routes/services.ts";

const ONE_YEAR_S = 31_536_000;

/** A plain form, so that it works without script; the cookies carry taste, no authority. */
export function savePreferences(
  _services: Services,
  { request, response }: Asked,
  form: URLSearchParams,
): void {
  const cookies = [...form].flatMap(([name, value]) =>
    isPreferenceName(name) && (PREFERENCES[name] as readonly string[]).includes(value)
      ? `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_S}; HttpOnly; SameSite=Lax`
      : [],
  );
  leadTo(response, backTo(request), cookies);
}
