import type { ServerResponse } from "node:http";

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };

/** Answers with JSON: an object, or one that is a text already. */
export const answerJson = (response: ServerResponse, body: object | string): void =>
  void response.writeHead(200, JSON_TYPE).end(typeof body === "string" ? body : JSON.stringify(body));
