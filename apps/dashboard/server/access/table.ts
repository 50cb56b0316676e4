import type { Role, TokenScope } from "@hacotaki/core";

/** What a route needs: the least role, and the scope of a token that does as well, if one does. */
export type Need = { readonly least: "anyone" | Role; readonly scope?: TokenScope };

const anyone: Need = { least: "anyone" };
const viewer: Need = { least: "viewer" };
const editor: Need = { least: "editor" };
const read: Need = { least: "viewer", scope: "read" };
const metrics: Need = { least: "viewer", scope: "metrics" };

/**
 * Who may ask for what: all of it, and the only place that says so. Segments in brackets are any one segment, `[...]` is
 * any rest. HEAD is as GET; SOCKET is the live connection, with the event that it carries.
 */
export const ACCESS: Readonly<Record<string, Need>> = {
  "GET /": viewer,
  "GET /boots/[id]": viewer,
  "GET /boots/[id]/perfetto": viewer,
  "GET /collector": viewer,
  "GET /compare": viewer,
  "GET /containers": viewer,
  "GET /containers/[name]": viewer,
  "GET /cards/[...]": viewer,
  "GET /forbidden": viewer,
  "GET /live": viewer,
  "GET /pins": viewer,
  "GET /share": editor,
  "GET /shares": editor,
  // Its token says whether there is anything to see.
  "GET /s/[token]": anyone,
  "GET /s/[token]/card.png": anyone,
  "GET /login": anyone,

  "GET /icon.svg": anyone,
  "GET /_next/static/[...]": anyone,

  "GET /api/overview": viewer,
  "GET /api/what-differs": viewer,
  "GET /api/population": viewer,
  "GET /api/percentiles": viewer,
  "GET /api/palette": viewer,
  "GET /api/changes": viewer,
  "GET /api/boots": viewer,
  "GET /api/boots/[id]": viewer,
  "GET /api/boots/[id]/marks": viewer,

  "GET /api/v1/openapi.json": read,
  "GET /api/v1/boots": read,
  "GET /api/v1/boots/[id]": read,
  "GET /api/v1/boots/[id]/marks": read,
  "GET /api/v1/boots/[id]/events": read,
  "GET /api/v1/boots/[id]/export/[format]": read,
  "GET /api/v1/containers": read,
  "GET /api/v1/compare/boots": read,
  "GET /api/v1/compare/groups": read,
  "GET /metrics": metrics,

  "POST /api/baselines": editor,
  "POST /api/import": editor,
  "POST /api/import/examples": editor,
  "POST /api/notes": editor,
  "POST /api/pins": editor,
  "POST /api/preferences": anyone,
  "POST /api/shares": editor,
  "POST /api/shares/revoke": editor,
  "POST /api/login": anyone,
  "POST /api/logout": anyone,

  "SOCKET connection": viewer,
  "SOCKET changes": viewer,
  "SOCKET revision": viewer,
  "SOCKET database": viewer,
};

/** Pages that are not there look alike to all who may look; what is no page is for nobody but admins, and not there. */
export const UNLISTED_PAGE: Need = viewer;
export const UNLISTED: Need = { least: "admin" };
