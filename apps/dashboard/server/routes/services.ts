import type { IncomingMessage, ServerResponse } from "node:http";
import type { Delivery } from "../alerts/delivery.ts";
import type { AlertWatch } from "../alerts/watch.ts";
import type { Login } from "../access/login.ts";
import type { Cards } from "../cards/answer.ts";
import type { Database } from "../database.ts";
import type { Exports } from "../exports/client.ts";
import type { Keeping } from "../notebook.ts";
import type { SharePreviews } from "../share-previews.ts";
import type { ShareDoor } from "../share-door.ts";
import type { Statistics } from "@hacotaki/core";

/** Whether our pages reach this visitor through TLS. */
export const isSecure = ({ originOf }: Pick<Services, "originOf">, request: IncomingMessage): boolean =>
  originOf(request)?.startsWith("https:") === true;

/** What answers are made of. */
export type Services = {
  readonly database: Database;
  readonly statistics: Statistics;
  readonly keeping: Keeping;
  readonly exports: Pick<Exports, "write">;
  readonly alerts: Pick<AlertWatch, "standing" | "soon">;
  readonly delivery: Pick<Delivery, "look">;
  readonly cards: Cards;
  readonly shareDoor: ShareDoor;
  readonly sharePreviews: SharePreviews;
  readonly login: Login;
  /** The framework's pages. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers with a file of the build; false where there is none of this name, and in development. */
  readonly builtFile: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Of our pages, as the one who asks has them. */
  readonly originOf: (request: IncomingMessage) => string | undefined;
  /** Where people see this dashboard, whoever asks. */
  readonly publicOrigin: () => string;
  /** Cuts off whoever may not listen any more. */
  readonly judgeListeners: () => void;
  /** The server is going down. */
  readonly stopping: AbortSignal;
};
