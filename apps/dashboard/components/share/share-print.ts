import { createHash } from "node:crypto";
import { encodeWire, shareQuery, type ShareRequest, type ShareSnapshot } from "@hacotaki/core";

/**
 * Fingerprint of what a preview showed, and of what was asked for. The form sends it back: what is shared has to be
 * what somebody has looked at, whatever else the form says, and whatever has happened since.
 */
export const printOfPreview = (request: ShareRequest, snapshot: ShareSnapshot): string =>
  createHash("sha256")
    .update(`${shareQuery(request).toString()}\n${encodeWire(snapshot)}`)
    .digest("base64url");
