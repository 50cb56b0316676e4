import type { IncomingMessage, ServerResponse } from "node:http";
import { backTo, leadTo, readForm, tooLong } from "./form.ts";
import { PREFERENCES, isPreferenceName } from "../lib/preferences.ts";

const MAX_BODY_BYTES = 1024;
const ONE_YEAR_S = 31_536_000;

/** A plain form, so that it works without script; the cookies carry taste, no authority. */
export async function savePreferences(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request, MAX_BODY_BYTES);
  if (form === undefined) return tooLong(response);
  const cookies = [...form].flatMap(([name, value]) =>
    isPreferenceName(name) && (PREFERENCES[name] as readonly string[]).includes(value)
      ? `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_S}; HttpOnly; SameSite=Lax`
      : [],
  );
  leadTo(response, backTo(request), cookies);
}
