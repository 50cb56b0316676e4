import type messages from "./en.ts";
import type { Preference } from "./preferences.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: Preference<"locale">;
    Messages: typeof messages;
  }
}
