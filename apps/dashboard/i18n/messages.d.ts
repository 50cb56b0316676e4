import type messages from "../messages/en.ts";
import type { Preference } from "../lib/preferences.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: Preference<"locale">;
    Messages: typeof messages;
  }
}
