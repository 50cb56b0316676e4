import type { Helper } from "../domain/detail.ts";
import { shortName } from "../domain/oci.ts";
import type { ShownCall } from "../domain/shown-detail.ts";

/** What stands beside the parameters, as the file that a descriptor stands for, is no argument of its own. */
const BESIDE: ReadonlySet<string> = new Set(["file", "message"]);

/** A call as it would be written: `umount2(".", MNT_DETACH)`. */
export function callText({ name, told }: Pick<ShownCall, "name" | "told">): string {
  // Some recorders tell the signal of clone's flags once more.
  const args = told.filter(([each]) => !BESIDE.has(each) && each !== "exit_signal").map(([, value]) => value);
  const beside = told.filter(([each]) => BESIDE.has(each)).map(([, value]) => value.replaceAll('"', ""));
  return `${name}(${args.join(", ")})${beside.length === 0 ? "" : ` [${beside.join(", ")}]`}`;
}

/** A helper by its program's name and its arguments. */
export function helperText({ command, file }: Pick<Helper, "command" | "file">): string {
  const [program = file ?? "?", ...rest] = command;
  return [shortName(program), ...rest].join(" ");
}

/** What ran inside of a span: a call or a helper. */
type Ran =
  | { readonly kind: "call"; readonly call: Pick<ShownCall, "name" | "told"> }
  | { readonly kind: "helper"; readonly helper: Pick<Helper, "command" | "file"> };

/** What it is called, wherever it is shown. */
export const partText = (part: Ran): string =>
  part.kind === "call" ? callText(part.call) : helperText(part.helper);
