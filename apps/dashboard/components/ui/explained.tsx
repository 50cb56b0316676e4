import { useTranslations } from "next-intl";
import { TOPICS, type Topic } from "./topics.ts";

type Props = { readonly topic: Topic /** What is explained, as the page calls it. */; readonly of: string };

/** The sign that leads to what a figure means, with `name` for who cannot see where it stands. */
export const ExplainedLink = ({ topic, name }: { readonly topic: Topic; readonly name: string }) => (
  <a className="explained" href={`/docs/${TOPICS[topic]}`} aria-label={name} title={name}>
    ?
  </a>
);

/**
 * Leads to what a figure means. One for each caption, never for each value: that many stops of the Tab key are worth
 * their way.
 */
export function Explained({ topic, of }: Props) {
  return <ExplainedLink topic={topic} name={useTranslations("help")("meaning", { of })} />;
}
