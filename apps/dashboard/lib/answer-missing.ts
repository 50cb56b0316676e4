import { headers } from "next/headers";
import { ANSWER_HEADER, missingAnswers } from "./missing-answers.ts";

/**
 * Makes this answer a 404, with the page as it is. The framework's own way leaves the page empty until script has run:
 * nothing for readers without it, nor for whatever a chat sends to look at a link.
 */
export async function answerMissing(): Promise<void> {
  const answer = (await headers()).get(ANSWER_HEADER);
  if (answer !== null) missingAnswers().add(answer);
}
