import type { Boot, Population } from "@hacotaki/core";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { clientMessages } from "../../i18n/client-messages.ts";
import { BootAnswerNow } from "./boot-answer-now.tsx";

type Props = { readonly boot: Boot; readonly population: Population | undefined; readonly now: bigint };

/** The answer of a boot that goes on, with the words it needs in the browser: no other page loads them. */
export async function BootingAnswer(props: Props) {
  const messages = await getMessages();
  return (
    <NextIntlClientProvider
      messages={{
        ...clientMessages(messages),
        blame: messages.blame,
        boot: messages.boot,
        help: messages.help,
      }}
    >
      <BootAnswerNow {...props} />
    </NextIntlClientProvider>
  );
}
