import { useTranslations } from "next-intl";
import { TOPICS, type Topic } from "./topics.ts";

type Props = { readonly topic: Topic /** What is explained, as the page calls it. */; readonly of: string };

/**
 * Leads to what a figure means. One for each caption, never for each value: that many stops of the Tab key are worth
 * their way.
 */
export function Explained({ topic, of }: Props) {
  const name = useTranslations("help")("meaning", { of });
  return (
    <a className="explained" href={`/docs/${TOPICS[topic]}`} aria-label={name} title={name}>
      ?
    </a>
  );
}
