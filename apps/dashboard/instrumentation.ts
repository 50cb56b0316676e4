import { visibleText } from "@hacotaki/core";
import type { Instrumentation } from "next";
import { log } from "./server/log.ts";

const MAX_PATH = 500;

const digestOf = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : undefined;

/** A page threw: the reader is shown the digest, which is found here with the stack. */
export const onRequestError: Instrumentation.onRequestError = (error, { method, path }, { routePath }) => {
  const digest = digestOf(error);
  log.error(
    { err: error, digest, method, path: visibleText(path, MAX_PATH), route: routePath },
    "page failed",
  );
};
