/**
 * HTML on its way from the data of a document to the document: written while the data is made, put in while the document
 * is. The framework bundles the two apart, so it lies in one place of the process, by the document's number, until the
 * document is sent.
 */
const PLACE = Symbol.for("hacotaki.dashboard.stills");
type Stills = Map<string, Map<string, string>>;
type Global = typeof globalThis & { [PLACE]?: Stills };

function stills(): Stills {
  const place = globalThis as Global;
  place[PLACE] ??= new Map();
  return place[PLACE];
}

/** There on requests for whole documents: the document's number. Whoever asks for a page's data alone gets all HTML in it. */
export const DOCUMENT_HEADER = "x-hacotaki-document";

let documents = 0;

/** A document begins. */
export function beginDocument(): string {
  const document = String((documents += 1));
  stills().set(document, new Map());
  return document;
}

/** A document was sent, or given up. */
export const endDocument = (document: string): void => void stills().delete(document);

/** Holds a part until the document ends. Returns its number within the document. */
export function holdStill(document: string, html: string): string {
  const parts = stills().get(document);
  const id = String(parts?.size ?? 0);
  parts?.set(id, html);
  return id;
}

/** Undefined once the document has ended. */
export const heldStill = (document: string, id: string): string | undefined =>
  stills().get(document)?.get(id);
