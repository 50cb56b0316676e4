import { visibleText, type Boot } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";

const NAMESPACES = ["pid", "mnt", "uts", "ipc", "net", "user"] as const;

/** What a boot was booted with, by name; undefined where it is not known. */
const factsOf = (boot: Boot) => ({
  container: boot.container,
  host: boot.hostName,
  kernel: boot.kernel,
  generation: boot.generation,
  hacoFile: boot.hacoFile,
  hacoHash: boot.hacoHash,
  command: boot.command?.join(" "),
  launcher: boot.launcherArgv?.join(" "),
  cwd: boot.cwd,
  rootfs: boot.rootfs,
  hostname: boot.hostname,
  cgroup: boot.cgroup,
  ownNamespaces: boot.namespaces && NAMESPACES.filter((name) => boot.namespaces?.[name] !== 0).join(" "),
});
type Fact = keyof ReturnType<typeof factsOf>;

type Difference = { readonly fact: Fact; readonly values: readonly (string | undefined)[] };

/** Facts that are not the same for all of the boots. */
export function configurationDifferences(boots: readonly Boot[]): readonly Difference[] {
  const facts = boots.map(factsOf);
  const names = Object.keys(facts[0] ?? {}) as readonly Fact[]; // the keys of the object just made
  return names.flatMap((fact) => {
    const values = facts.map((each) => each[fact]);
    return values.every((value) => value === values[0]) ? [] : [{ fact, values }];
  });
}

type Line = { readonly kind: "same" | "removed" | "added"; readonly text: string };
const MAX_LINES = 2000;

/** Lines of two texts by their longest common subsequence (Wagner & Fischer 1974). Undefined for texts too long for it. */
export function lineDifference(before: string, after: string): readonly Line[] | undefined {
  const [a, b] = [before.split("\n"), after.split("\n")];
  if (a.length > MAX_LINES || b.length > MAX_LINES) return undefined;
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row)
        row[j] =
          a[i] === b[j]
            ? (common[i + 1]?.[j + 1] ?? 0) + 1
            : Math.max(common[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length)
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "" });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)))
      lines.push({ kind: "removed", text: a[i++] ?? "" });
    else lines.push({ kind: "added", text: b[j++] ?? "" });
  return lines;
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** What else tells the boots apart: a table of what differs, and the haco files of a pair line by line. */
export async function Configuration({
  boots,
  letters,
}: {
  boots: readonly Boot[];
  letters: readonly string[];
}) {
  const t = await getTranslations("compare");
  const differences = configurationDifferences(boots);
  const [first, second] = boots;
  const lines =
    boots.length === 2 &&
    first?.hacoText !== undefined &&
    second?.hacoText !== undefined &&
    first.hacoText !== second.hacoText
      ? lineDifference(first.hacoText, second.hacoText)
      : undefined;
  return (
    <section>
      <h2>{t("configuration")}</h2>
      {differences.length === 0 ? (
        <p className="dim">{t("sameConfiguration")}</p>
      ) : (
        <div className="scroller" tabIndex={0} role="region" aria-label={t("configuration")}>
          <table className="data compare-facts">
            <thead>
              <tr>
                <th scope="col">{t("fact.name")}</th>
                {letters.map((letter) => (
                  <th key={letter} scope="col">
                    {letter}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences.map(({ fact, values }) => (
                <tr key={fact}>
                  <th scope="row">{t(`fact.${fact}`)}</th>
                  {values.map((value, place) => (
                    <td key={letters[place]} className="code">
                      {value === undefined ? <span className="dim">—</span> : visibleText(value, 300)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {lines && (
        <details open>
          <summary>{t("hacoDiff")}</summary>
          <pre className="line-diff">
            {lines.map(({ kind, text }, place) => (
              // Lines have no identity but their place.
              <span key={place} data-kind={kind}>
                {`${SIGNS[kind]} ${visibleText(text, 500)}\n`}
              </span>
            ))}
          </pre>
        </details>
      )}
    </section>
  );
}
