"use client";

import { NextIntlClientProvider, type Locale, type Messages } from "next-intl";
import type { ReactNode } from "react";

/** One for each language. */
const read = new Map<string, Messages>();

function messagesOf(text: string): Messages {
  let messages = read.get(text);
  if (messages === undefined) read.set(text, (messages = JSON.parse(text) as Messages)); // written by `clientMessagesText`
  return messages;
}

type Props = {
  readonly locale: Locale;
  readonly timeZone: string;
  /** Of `clientMessagesText`. */
  readonly text: string;
  readonly children: ReactNode;
};

/**
 * What components in the browser say. As one text: as an object, its thousands of parts would be walked one by one for
 * every page, by who writes the page and by who reads it.
 */
export const BrowserMessages = ({ locale, timeZone, text, children }: Props) => (
  <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messagesOf(text)}>
    {children}
  </NextIntlClientProvider>
);
