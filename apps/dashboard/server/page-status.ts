import type { IncomingMessage, ServerResponse } from "node:http";
import { ANSWER_HEADER, missingAnswers } from "../bridge/server.ts";

let answers = 0;

/**
 * Lets a page say that what was asked for is not there, which the framework's pages cannot do and show something: the
 * answer is a 404 then, or a 410 (gone) for what once was there.
 */
export function followPageStatus(
  request: IncomingMessage,
  response: ServerResponse,
  wasThere: () => boolean,
): void {
  const answer = String((answers += 1));
  request.headers[ANSWER_HEADER] = answer;
  response.once("close", () => missingAnswers().delete(answer));
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (given: number, ...rest: unknown[]) => {
    const isMissing = given === 404 || (given === 200 && missingAnswers().has(answer));
    return writeHead(isMissing ? (wasThere() ? 410 : 404) : given, ...rest);
  };
}
