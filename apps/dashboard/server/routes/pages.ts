import { addressToday } from "@hacotaki/core";
import { ORIGIN_HEADER, VISITOR_HEADER, visitorText } from "../../bridge/server.ts";
import { beginDocument, DOCUMENT_HEADER, endDocument } from "../../bridge/stills.ts";
import { safeNext } from "../access/safe-next.ts";
import { leadTo } from "../form.ts";
import { goneBoot } from "../gone.ts";
import { followPageStatus } from "../page-status.ts";
import { answerWithoutScript } from "../without-script.ts";
import type { Answer } from "./route.ts";
import type { Asked } from "./asked.ts";
import { isSecure, type Services } from "./services.ts";

/** Shows a page of the framework, which is told who asks and under which name; an address of an older form leads on. */
export const showPage: Answer = ({ pages, keeping, originOf }, asked) => {
  const { request, response, principal, parameters } = asked;
  const address = request.url ?? "/";
  const today = addressToday(address);
  if (today !== undefined)
    return void response.writeHead(308, { Location: today, "Cache-Control": "no-store" }).end();
  followPageStatus(request, response, () => goneBoot(keeping, parameters["id"]) !== undefined);
  request.headers[VISITOR_HEADER] = visitorText(principal);
  const origin = originOf(request);
  if (origin !== undefined) request.headers[ORIGIN_HEADER] = origin;
  // Next tells a layout no path.
  request.headers["x-hacotaki-path"] = address.split("?", 1)[0] ?? "/";
  if (request.headers["rsc"] === undefined) {
    const document = beginDocument();
    request.headers[DOCUMENT_HEADER] = document;
    response.once("close", () => endDocument(document));
  }
  return pages(request, response);
};

export const loginPage: Answer = (services, asked) =>
  asked.principal.kind === "anonymous"
    ? showPage(services, asked)
    : leadTo(asked.response, safeNext(asked.url.searchParams.get("next")));

export const sharedPage: Answer = async (services, asked) => {
  services.shareDoor.admitPage(asked);
  answerWithoutScript(asked.request, asked.response);
  await showPage(services, asked);
};

export const sharedCard: Answer = ({ cards, shareDoor }, asked) =>
  cards.answerShared(shareDoor.admitCard(asked), asked);

export const builtFile: Answer = async (services, asked) => {
  if (!(await services.builtFile(asked.request, asked.response))) await showPage(services, asked);
};

export const logIn = (services: Services, asked: Asked, form: URLSearchParams): Promise<void> =>
  services.login.login(form, asked.request, asked.response, {
    address: services.addressOf(asked.request),
    isSecure: isSecure(services, asked.request),
  });

export async function logOut(services: Services, asked: Asked): Promise<void> {
  await services.login.logout(asked.principal, asked.response, isSecure(services, asked.request));
  services.judgeListeners();
}
