import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Only what this server sends may run, and only in its own pages. `origin` is that of our pages. */
function contentSecurityPolicy(nonce: string, origin: string, isDevelopment: boolean): string {
  const script = isDevelopment ? `'self' 'nonce-${nonce}' 'unsafe-eval'` : `'self' 'nonce-${nonce}'`;
  const style = isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src ${script}`,
    `style-src ${style}`,
    "img-src 'self'",
    "font-src 'self'",
    // Not every browser counts ws: to the same origin as 'self'.
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const FIXED: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Not "no-referrer": browsers would then send "Origin: null" with forms, which is refused.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  isDevelopment: boolean,
  handsOver: boolean,
): void {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), origin, isDevelopment);
  // Next takes the nonce for its scripts from the request's header.
  request.headers["content-security-policy"] = policy;
  response.setHeader("Content-Security-Policy", policy);
  if (origin.startsWith("https:")) response.setHeader("Strict-Transport-Security", "max-age=31536000");
  for (const [name, value] of Object.entries(FIXED)) response.setHeader(name, value);
  if (handsOver) response.setHeader("Cross-Origin-Opener-Policy", "same-origin-allow-popups");
}
