import {
  parseTour,
  stepHref,
  STEPS,
  TOUR_COOKIE,
  tourText,
  type TourPlace,
} from "../components/tour/steps.ts";
import { backTo, leadTo } from "./form.ts";
import type { Answer } from "./routes/route.ts";

const ONE_YEAR_S = 31_536_000;

/** Where somebody is on the tour is taste, not authority: it may be set by a link. */
const cookieOf = (place: TourPlace | undefined) =>
  `${TOUR_COOKIE}=${place === undefined ? "" : tourText(place)}; Path=/; Max-Age=${place === undefined ? 0 : ONE_YEAR_S}; HttpOnly; SameSite=Lax`;

const placeIn = (cookies: string | undefined) =>
  parseTour(new RegExp(`(?:^|; )${TOUR_COOKIE}=([^;]*)`).exec(cookies ?? "")?.[1]);

/** Goes to a step of the tour, or leaves it: the page stays as it is, and the tour can be gone on with. */
export const tourStep: Answer = (_services, { request, response, parameters }) => {
  const asked = parameters["step"];
  if (asked === "leave") {
    const here = placeIn(request.headers.cookie);
    const to = here === undefined ? "/tour" : backTo(request);
    return leadTo(response, to, [cookieOf(here && { ...here, isLeft: true })]);
  }
  const tour = parseTour(asked);
  const step = tour && STEPS[tour.place - 1];
  if (step === undefined || tour?.isLeft !== false) return leadTo(response, "/tour", [cookieOf(undefined)]);
  return leadTo(response, stepHref(step), [cookieOf(tour)]);
};
