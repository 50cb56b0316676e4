import { visibleText } from "@hacotaki/core";
import type { Instrumentation } from "next";
import { log } from "./server/log.ts";

const MAX_PATH = 500;

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : undefined;

/** What a page and its metadata both wait for fails both: it is one failure. */
const logged = new WeakSet<object>();

function isNews(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return true;
  const isNew = !logged.has(error);
  logged.add(error);
  return isNew;
}

/** A page threw: the reader is shown the digest, which is found here with the stack. */
export const onRequestError: Instrumentation.onRequestError = (error, { method, path }, { routePath }) => {
  if (!isNews(error)) return;
  const digest = digestOf(error);
  log.error(
    { err: error, digest, method, path: visibleText(path, MAX_PATH), route: routePath },
    "page failed",
  );
};
