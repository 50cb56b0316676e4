import type { ImportMessage } from "@hacotaki/core";

export type ImportEnd =
  | { readonly kind: "answered" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "lost" };

/** Sends a file (or asks for the examples) and tells each line of the answer as it comes. `cancel` stops both ends. */
export function requestImport(
  source: { readonly file: File } | { readonly examples: true },
  onMessage: (message: ImportMessage) => void,
  onSent: (bytes: number, total: number) => void,
): { readonly end: Promise<ImportEnd>; cancel(): void } {
  // fetch tells nothing while a body is on its way.
  const request = new XMLHttpRequest();
  let read = 0;
  const take = (final: boolean) => {
    const text = request.responseText;
    const until = final ? text.length : text.lastIndexOf("\n") + 1;
    for (const line of text.slice(read, until).split("\n"))
      if (line !== "") onMessage(JSON.parse(line) as ImportMessage);
    read = Math.max(read, until);
  };
  const end = new Promise<ImportEnd>((resolve) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => onSent(loaded, total));
    request.addEventListener("progress", () => request.status === 200 && take(false));
    request.addEventListener("load", () => {
      if (request.status === 200) take(true);
      else onMessage({ kind: "failed", reason: request.responseText.trim() });
      resolve({ kind: "answered" });
    });
    request.addEventListener("abort", () => resolve({ kind: "cancelled" }));
    request.addEventListener("error", () => resolve({ kind: "lost" }));
  });
  if ("file" in source) {
    request.open("POST", `/api/import?name=${encodeURIComponent(source.file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(source.file);
  } else {
    request.open("POST", "/api/import/examples");
    request.send();
  }
  return { end, cancel: () => request.abort() };
}
