import { Argument, Command } from "commander";
import { bashCompletion, fishCompletion, zshCompletion } from "../completion/scripts.ts";
import { completionTree, type CompletionNode } from "../completion/tree.ts";
import { print } from "../output/output.ts";

const SHELLS: Readonly<Record<string, (nodes: readonly CompletionNode[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const EXAMPLES = [
  "hacotaki completion bash > /etc/bash_completion.d/hacotaki",
  'source <(hacotaki completion zsh)   # in ~/.zshrc, after "compinit"',
  "hacotaki completion fish > ~/.config/fish/completions/hacotaki.fish",
];

/** `hacotaki completion` */
export const completionCommand = (): Command =>
  new Command("completion")
    .description("Print what lets a shell complete commands and options.")
    .addArgument(new Argument("<shell>", "whose words to print").choices(Object.keys(SHELLS)))
    .addHelpText("after", `\nExamples:\n${EXAMPLES.map((example) => `  $ ${example}`).join("\n")}`)
    .action((shell: string, _flags: object, { parent }: Command) =>
      print(parent === null ? "" : (SHELLS[shell]?.(completionTree(parent)) ?? "")),
    );
