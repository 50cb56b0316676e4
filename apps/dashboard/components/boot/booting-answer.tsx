import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { clientMessages } from "../../i18n/client-messages.ts";
import { AnswerSoFar, takenBy, type BootNow } from "./answer-so-far.tsx";
import { BootAnswerNow } from "./boot-answer-now.tsx";

/** The answer of a boot that goes on, with the words it needs in the browser: no other page loads them. */
export async function BootingAnswer(props: BootNow) {
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
      <BootAnswerNow {...props}>
        <AnswerSoFar {...props} soFarNs={takenBy(props.boot, props.now)} />
      </BootAnswerNow>
    </NextIntlClientProvider>
  );
}
