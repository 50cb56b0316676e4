import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { isPassword, MIN_PASSWORD } from "@hacotaki/store";
import { CliFailure, wrongUsage } from "../output/failure.ts";
import { complain } from "../output/output.ts";

/** Asks on the terminal without showing what is typed. */
function askHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  complain(question);
  return new Promise((resolve, reject) => {
    lines.once("line", (line) => {
      complain("\n");
      resolve(line);
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => reject(new CliFailure("no password was given.")));
  });
}

async function firstLineOfInput(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return "";
}

/** A new password: typed twice on a terminal, else the first line of standard input. */
export async function askPassword(name: string): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  const password = isTerminal ? await askHidden(`Password for ${name}: `) : await firstLineOfInput();
  if (!isPassword(password))
    throw wrongUsage(
      `a password has ${MIN_PASSWORD} characters or more; give it on the terminal, or as the first line of standard input.`,
    );
  if (isTerminal && (await askHidden("Once more: ")) !== password)
    throw wrongUsage("these two were not the same.");
  return password;
}
