import type { BootId } from "@hacotaki/core";
import type { ExportedBoot, ExportName } from "@hacotaki/formats";
import type { StoreErrorCode } from "@hacotaki/store";
import type { StorePlace } from "../store-place.ts";

export type ExportKind = "events" | ExportName;
export type ExportOrder = {
  readonly boot: BootId;
  readonly format: ExportKind;
  readonly permalink: string;
  /** For formats that draw. */
  readonly view?: ExportedBoot["view"];
};

/** What the thread is made with. */
export type ThreadData = { readonly place: StorePlace };

export type ToThread =
  /** Begins an export, of which so many parts may be sent before they are asked for. */
  | { readonly kind: "start"; readonly id: number; readonly order: ExportOrder; readonly parts: number }
  /** Whoever reads has taken a part: another may be sent. */
  | { readonly kind: "more"; readonly id: number }
  /** Nobody reads any more. */
  | { readonly kind: "stop"; readonly id: number };

export type FromThread =
  | { readonly kind: "part"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: "end"; readonly id: number }
  | {
      readonly kind: "failure";
      readonly id: number;
      readonly message: string;
      /** Of what the database says. */
      readonly code?: StoreErrorCode;
    };
