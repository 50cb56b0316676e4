import {
  baselineNameProblem,
  bootHref,
  closedAt,
  MAX_SHARE_COMMENT,
  MAX_SHARE_TITLE,
  parseBootId,
  parseFilterText,
  parseNoteText,
  parseShareRequest,
  utcNow,
  type Baseline,
} from "@hacotaki/core";
import { StoreError } from "@hacotaki/store";
import { MADE_COOKIE, parseShareWords, previewHref, SHARE_DAYS } from "../components/share/share-fields.ts";
import { takeSnapshot } from "../components/share/share-snapshot.ts";
import { backTo, leadTo, paramsOf } from "./form.ts";
import { lookAgainPage } from "./look-again-page.ts";
import { RequestProblem } from "./routes/problem.ts";
import type { Asked } from "./routes/asked.ts";
import type { Services } from "./routes/services.ts";

type Sources = Pick<Services, "database" | "statistics" | "keeping" | "sharePreviews">;
type Done =
  | { readonly to: string; readonly cookies?: readonly string[] }
  /** Nothing was done; where to look at why, and go on from there. */
  | { readonly reason: string; readonly look: string };
/** Does what a form asks for. Throws a problem. */
type Handler = (sources: Sources, form: URLSearchParams, back: string) => Promise<Done>;

const DAY_NS = 86_400_000_000_000n;
/** How long a page may still show the link of a share that was just made. */
const MADE_S = 600;

const wrong = (reason: string) => new RequestProblem(400, reason);
const noBoot = () => new RequestProblem(404, "There is no such boot.");
const text = (form: URLSearchParams, name: string) => form.get(name) ?? "";

async function bootIn({ database }: Sources, form: URLSearchParams) {
  const id = parseBootId(text(form, "boot"));
  const state = database.state();
  if (id === undefined || state.kind !== "open") return undefined;
  return (await state.reader.findBoot(id))?.boot;
}

export const pins: Handler = async (sources, form, back) => {
  if (form.get("pinned") === "no") {
    // Also of a boot that is gone.
    const id = parseBootId(text(form, "boot"));
    if (id === undefined) throw noBoot();
    await sources.keeping.write((notebook) => notebook.unpin(id));
    return { to: back };
  }
  const boot = await bootIn(sources, form);
  if (boot === undefined) throw noBoot();
  await sources.keeping.write((notebook) => notebook.pin(boot.id, utcNow()));
  return { to: back };
};

export const notes: Handler = async (sources, form, back) => {
  const boot = await bootIn(sources, form);
  if (boot === undefined) throw noBoot();
  const to = `${back.split("#", 1)[0]}#notes`;
  const given = form.get("id");
  const id = given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
  const gone = () => new RequestProblem(404, "This note is gone: somebody removed it.");
  if (form.get("remove") !== null) {
    if (id === undefined) throw gone();
    await sources.keeping.write((notebook) => notebook.removeNote(id, boot.id));
    return { to };
  }
  const written = parseNoteText(text(form, "text"));
  if (written === undefined) throw wrong("A note is not empty, and not longer than 4000 characters.");
  if (id !== undefined) {
    const note = { id, bootId: boot.id, text: written };
    if (!(await sources.keeping.write((notebook) => notebook.changeNote(note, utcNow())))) throw gone();
    return { to };
  }
  const span = boot.spans.find(({ slug }) => slug === form.get("span"))?.slug;
  const note = {
    bootId: boot.id,
    text: written,
    writtenAt: utcNow(),
    ...(span === undefined ? {} : { span }),
  };
  await sources.keeping.write((notebook) => notebook.addNote(note));
  return { to };
};

/** UTC ns at which a share made now ends; undefined for one that does not. */
function expiryOf(given: string, now: bigint): bigint | undefined {
  const days = SHARE_DAYS.find((each) => String(each) === given);
  return days === undefined ? undefined : now + BigInt(days) * DAY_NS;
}

export const shares: Handler = async ({ database, statistics, keeping, sharePreviews }, form) => {
  const request = parseShareRequest(paramsOf(form));
  const state = database.state();
  if (request === undefined || state.kind !== "open") throw wrong("What is to be shared?");
  const title = text(form, "title").trim();
  const comment = parseNoteText(text(form, "comment"));
  if (title === "" || title.length > MAX_SHARE_TITLE || !title.isWellFormed())
    throw wrong(`A share has a title of up to ${MAX_SHARE_TITLE} characters.`);
  if (comment !== undefined && comment.length > MAX_SHARE_COMMENT)
    throw wrong(`A comment has up to ${MAX_SHARE_COMMENT} characters.`);
  const now = await takeSnapshot({ reader: state.reader, statistics, keeping }, request);
  if (now === undefined) throw new RequestProblem(404, "What was to be shared is not there any more.");
  const taken = sharePreviews.chosen(request, now, form.get("previewed"));
  if (taken === undefined)
    return {
      reason:
        "Nothing was shared: what you asked for is not what the preview showed. Something else was ticked since, or what it showed has changed.",
      look: previewHref(request, parseShareWords(paramsOf(form))),
    };
  const madeAt = utcNow();
  const expiresAt = expiryOf(text(form, "expires"), madeAt);
  const { id, token } = await keeping.write((notebook) =>
    notebook.addShare({
      ...taken,
      kind: taken.snapshot.kind,
      title,
      ...(comment === undefined ? {} : { comment }),
      parts: request.parts,
      madeAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }),
  );
  // The token is stored nowhere: only the browser that asked for it is told, for a while.
  const cookie = `${MADE_COOKIE}=${id}.${token}; Path=/shares; Max-Age=${MADE_S}; HttpOnly; SameSite=Strict`;
  return { to: "/shares", cookies: [cookie] };
};

export const revoke: Handler = async ({ keeping }, form) => {
  const id = /^\d{1,15}$/.exec(text(form, "id"))?.[0];
  const isRemoved = form.get("remove") !== null;
  if (id !== undefined)
    await keeping.write((notebook) =>
      isRemoved ? notebook.removeShare(Number(id), utcNow()) : notebook.revokeShare(Number(id), utcNow()),
    );
  return { to: "/shares" };
};

/** Boots and cohorts of boots under a name; what is kept does not grow with the boots that come later. */
export const baselines: Handler = async (sources, form, back) => {
  const { keeping } = sources;
  const to = `${back.split("#", 1)[0]}#baselines`;
  const removed = form.get("remove");
  if (removed !== null) {
    await keeping.write((notebook) => notebook.removeBaseline(removed));
    return { to };
  }
  const name = text(form, "name").trim();
  const problem = baselineNameProblem(name);
  if (problem !== undefined) throw wrong(`This is no name of a baseline: ${problem}.`);
  const now = utcNow();
  let of: Baseline["of"];
  if (form.has("boot")) {
    const boot = await bootIn(sources, form);
    if (boot === undefined) throw noBoot();
    of = { kind: "boot", id: boot.id };
  } else {
    const parsed = parseFilterText(text(form, "filter"));
    if ("bad" in parsed) throw wrong(`The boots to keep are not understood: ${parsed.bad.join(", ")}.`);
    of = { kind: "group", filter: closedAt(parsed.filter, now) };
  }
  const isKept = await keeping.write((notebook) => notebook.saveBaseline({ name, of, savedAt: now }));
  if (!isKept) throw new RequestProblem(409, `There is a baseline named ${name} already. Remove it first.`);
  return { to };
};

function failed(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  throw new RequestProblem(503, `Nothing was kept: ${error.message}`);
}

/** Pins, notes and shares are plain forms, so that they work without script: what they change, the next page shows. */
export const answerKeepForm =
  (handler: Handler) =>
  async (services: Services, { request, response }: Asked, form: URLSearchParams): Promise<void> => {
    const back = backTo(request);
    const done = await handler(services, form, back === "/" ? returnOf(form) : back).catch(failed);
    if ("to" in done) return leadTo(response, done.to, done.cookies);
    response
      .writeHead(409, { "Content-Type": "text/html; charset=utf-8", Connection: "close" })
      .end(lookAgainPage(done.reason, done.look));
  };

/** Where a form leads back to when the browser does not say where it was. */
function returnOf(form: URLSearchParams): string {
  const id = parseBootId(text(form, "boot"));
  return id === undefined ? "/" : bootHref(id);
}
