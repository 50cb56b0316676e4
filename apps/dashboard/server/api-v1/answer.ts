import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { z } from "zod";
import { answerJson } from "../routes/json.ts";
import { openReader, RequestProblem } from "../routes/problem.ts";
import type { Answer } from "../routes/route.ts";
import type { Answered, Operation } from "./operations.ts";

const SILENCE_MS = 300_000;

type Texts = Readonly<Record<string, string>>;

/** Checks what came against its schema; the message names each wrong parameter. A repeated one is wrong as well. */
function checked(schema: z.ZodObject, given: Iterable<readonly [string, string]>, title: string): Texts {
  const errors: { parameter: string; detail: string }[] = [];
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of given) {
    if (name in texts) errors.push({ parameter: name, detail: "given more than once" });
    texts[name] = value;
  }
  const parsed = schema.safeParse({ ...texts });
  if (!parsed.success)
    for (const { path, message, code, ...issue } of parsed.error.issues)
      if (code === "unrecognized_keys" && "keys" in issue)
        for (const parameter of issue.keys) errors.push({ parameter, detail: "no such parameter" });
      else errors.push({ parameter: path.join("."), detail: message });
  if (errors.length > 0) throw new RequestProblem(400, title, { errors });
  return texts;
}

/** Answers with what an operation of the API finds. */
export const answerOperation =
  (operation: Operation): Answer =>
  async (services, { request, response, url, parameters: given }) => {
    response.setHeader("Cache-Control", "no-store");
    const parameters = checked(operation.parameters, Object.entries(given), "No such resource");
    const query = checked(operation.query, url.searchParams, "Bad parameters");
    const reader = openReader(services.database);
    const answered = await operation.answer(reader, parameters, query, url.origin, services);
    if (answered.kind === "json") return answerJson(response, answered.body);
    await sendFile(answered, request.method === "HEAD", response);
  };

/** Sends a file no faster than it is taken. Nothing is said of it before its first part is there. */
async function sendFile(
  { mediaType, name, parts }: Extract<Answered, { kind: "file" }>,
  isHead: boolean,
  response: ServerResponse,
): Promise<void> {
  const head = { "Content-Type": mediaType, "Content-Disposition": `attachment; filename="${name}"` };
  // It is not written for nobody.
  if (isHead) return void response.writeHead(200, head).end();
  // A boot of hundreds of thousands of events is read for longer than an idle connection may live.
  response.socket?.setTimeout(SILENCE_MS);
  const first = await parts.next();
  response.writeHead(200, head);
  await pipeline(
    Readable.from(startingWith(first, parts), { objectMode: false, highWaterMark: 1 }),
    response,
  );
}

async function* startingWith(
  first: IteratorResult<Uint8Array>,
  parts: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let part = first; part.done !== true; part = await parts.next()) yield part.value;
  } finally {
    await parts.return(undefined);
  }
}
