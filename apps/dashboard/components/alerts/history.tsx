import {
  bootHref,
  budgetText,
  comparisonHref,
  containerHref,
  formatDuration,
  visibleText,
  type Firing,
} from "@hacotaki/core";
import type { MessageState } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Link } from "../ui/link.tsx";
import { budgetLabel, firingWords, usualWords } from "./firing-words.ts";
import { TableFrame } from "../ui/table-frame.tsx";

type Props = {
  readonly firings: readonly Firing[];
  readonly messages: readonly MessageState[];
  readonly dates: Dates;
};

const KINDS = { firing: "kind.firing", resolved: "kind.resolved", test: "kind.test" } as const;

/** How a message fares: sent, to be tried again, or given up, and why. */
function Message({ message, dates }: { message: MessageState; dates: Dates }) {
  const t = useTranslations("alerts");
  const { kind, webhook, tries, sentAt, givenUpAt, nextAt, problem } = message;
  const state =
    sentAt !== undefined ? "sent" : givenUpAt !== undefined ? "givenUp" : tries === 0 ? "queued" : "retried";
  const when = wallTimeText(sentAt ?? givenUpAt ?? nextAt, dates, "time") ?? "";
  return (
    <span className={state === "givenUp" || state === "retried" ? "bad" : "dim"}>
      {t(KINDS[kind])} → {webhook}: {t(`message.${state}`, { when, tries })}
      {problem !== undefined && `: ${visibleText(problem, 300)}`}
    </span>
  );
}

const TESTS_SHOWN = 5;

function Tests({ messages, dates }: Pick<Props, "messages" | "dates">) {
  const t = useTranslations("alerts");
  const tests = messages.filter(({ firing }) => firing === undefined);
  if (tests.length === 0) return undefined;
  return (
    <>
      <h3>{t("tests")}</h3>
      <ul className="alert-messages">
        {tests.slice(0, TESTS_SHOWN).map((message) => (
          <li key={message.id}>
            {wallTimeText(message.queuedAt, dates, "full")} <Message message={message} dates={dates} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What fired, when, for how long, and who was told. */
export function AlertHistory({ firings, messages, dates }: Props) {
  const t = useTranslations("alerts");
  return (
    <section id="messages">
      <h2>{t("history")}</h2>
      {firings.length === 0 && <p className="dim">{t("noHistory")}</p>}
      {firings.length > 0 && (
        <TableFrame label={t("history")}>
          <table className="data alerts cards">
            <thead>
              <tr>
                <th scope="col">{t("fired")}</th>
                <th scope="col">{t("container")}</th>
                <th scope="col">{t("budget")}</th>
                <th scope="col">{t("found")}</th>
                <th scope="col">{t("lasted")}</th>
                <th scope="col">{t("messages")}</th>
              </tr>
            </thead>
            <tbody>
              {firings.map((firing) => {
                const comparison = firing.usual && comparisonHref(firing);
                return (
                  <tr key={firing.id} id={`firing-${firing.id}`}>
                    <th scope="row">{wallTimeText(firing.firedAt, dates, "full")}</th>
                    <td data-head={t("container")}>
                      <Link href={containerHref(firing.container)}>{visibleText(firing.container, 60)}</Link>
                    </td>
                    <td data-head={t("budget")}>
                      <code>{budgetLabel(budgetText(firing.budget))}</code>
                    </td>
                    <td data-head={t("found")}>
                      <div>
                        {firingWords(t, firing)}
                        {firing.usual && <span className="dim"> · {usualWords(t, firing)}</span>}{" "}
                        {firing.boot && <Link href={bootHref(firing.boot)}>{t("boot")}</Link>}
                        {firing.boot && comparison !== undefined && <span className="dim"> · </span>}
                        {comparison !== undefined && <Link href={comparison}>{t("compare")}</Link>}
                      </div>
                    </td>
                    <td data-head={t("lasted")}>
                      {firing.resolvedAt === undefined ? (
                        <span className="alert-state" data-state="firing">
                          {t("is.firing")}
                        </span>
                      ) : (
                        formatDuration(firing.resolvedAt - firing.firedAt)
                      )}
                    </td>
                    <td data-head={t("messages")}>
                      <ul className="alert-messages">
                        {messages
                          .filter((message) => message.firing === firing.id)
                          .toReversed()
                          .map((message) => (
                            <li key={message.id}>
                              <Message message={message} dates={dates} />
                            </li>
                          ))}
                      </ul>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableFrame>
      )}
      <Tests messages={messages} dates={dates} />
    </section>
  );
}
