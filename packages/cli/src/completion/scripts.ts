import type { CompletionNode, CompletionOption } from "./tree.ts";

/** A word as every one of the three shells reads it. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** fish knows two escapes between single quotes, and does not end them in between. */
const fishQuoted = (text: string) =>
  `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;

const flagsOf = (options: readonly CompletionOption[]) => options.flatMap(({ flags }) => flags);
const words = (list: readonly string[]) => quoted(list.join(" "));

/** Lines of a `case` that follows typed words down to the command they name, in bash and zsh. */
const descent = (nodes: readonly CompletionNode[]) =>
  nodes.filter(({ path }) => path !== "").map(({ path }) => `      ${quoted(path)}) at=$next ;;`);

/** Lines of a `case` for what follows an option of a command, in bash and zsh; `offer` ends in a semicolon. */
const valueCases = (nodes: readonly CompletionNode[], offer: (choices: readonly string[]) => string) =>
  nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const places = flags.map((flag) => quoted(`${path}:${flag}`)).join("|");
        return `    ${places}) ${offer(choices)}return ;;`;
      }),
  );

/** bash 4 and later; file names where nothing else fits. */
export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const values = valueCases(nodes, (choices) =>
    choices.length === 0 ? "" : `COMPREPLY=($(compgen -W ${words(choices)} -- "$cur")); `,
  );
  const offers = nodes.map(
    ({ path, subcommands, options }) =>
      `    ${quoted(path)}) subcommands=${words(subcommands.map(({ word }) => word))} options=${words(flagsOf(options))} ;;`,
  );
  return `# hacotaki completion bash
_hacotaki() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= next i subcommands= options=
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${at:+$at }\${COMP_WORDS[i]}"
    case $next in
${descent(nodes).join("\n")}
    esac
  done
  COMPREPLY=()
  case $at:$prev in
${values.join("\n")}
  esac
  case $at in
${offers.join("\n")}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$cur"))
  elif [[ -n $subcommands ]]; then COMPREPLY=($(compgen -W "$subcommands" -- "$cur"))
  fi
}
complete -o bashdefault -o default -F _hacotaki hacotaki
`;
}

/** Between a word and its description stands a colon; one in the word itself is escaped. */
const described = (word: string, description: string) =>
  quoted(`${word.replaceAll(":", String.raw`\:`)}:${description}`);

/** zsh 5 and later. */
export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const values = valueCases(nodes, (choices) =>
    choices.length === 0 ? "_files; " : `compadd -- ${choices.map(quoted).join(" ")}; `,
  );
  const offers = nodes.map(
    ({ path, subcommands, options }) =>
      `    ${quoted(path)})
      subcommands=(${subcommands.map(({ word, description }) => described(word, description)).join(" ")})
      options=(${options.flatMap(({ flags, description }) => flags.map((flag) => described(flag, description))).join(" ")}) ;;`,
  );
  return `#compdef hacotaki
# hacotaki completion zsh
_hacotaki() {
  local at= next i
  local -a subcommands options
  for ((i = 2; i < CURRENT; i++)); do
    next="\${at:+$at }\${words[i]}"
    case $next in
${descent(nodes).join("\n")}
    esac
  done
  case "$at:\${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case $at in
${offers.join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe -o option options
  elif (( \${#subcommands} )); then _describe command subcommands
  else _files
  fi
}
if [[ $funcstack[1] == _hacotaki ]]; then _hacotaki "$@"; else compdef _hacotaki hacotaki; fi
`;
}

/** fish 3 and later. */
export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const conditionOf = ({ path, subcommands }: CompletionNode) => {
    const seen = path.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`);
    const below = subcommands.map(({ word }) => word).join(" ");
    return path === ""
      ? "__fish_use_subcommand"
      : [...seen, ...(below === "" ? [] : [`not __fish_seen_subcommand_from ${below}`])].join("; and ");
  };
  const lines = nodes.flatMap((node) => {
    const start = `complete -c hacotaki -n ${fishQuoted(conditionOf(node))}`;
    return [
      ...node.subcommands.map(
        ({ word, description }) => `${start} -f -a ${word} -d ${fishQuoted(description)}`,
      ),
      ...node.options.map(({ flags, description, takesValue, choices }) => {
        const names = flags.map((flag) =>
          flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        const value =
          choices.length > 0 ? ` -x -a ${fishQuoted(choices.join(" "))}` : takesValue ? " -r" : "";
        return `${start} ${names.join(" ")}${value} -d ${fishQuoted(description)}`;
      }),
    ];
  });
  return `# hacotaki completion fish\n${lines.join("\n")}\n`;
}
