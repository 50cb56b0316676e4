// Asks the registry for known weaknesses of what is installed. Fails on high and critical ones; a registry that has no
// answer is said, and no failure.
import { spawnSync } from "node:child_process";

const { stdout } = spawnSync("npm", ["audit", "--json"], { encoding: "utf8" });
const answer = (() => {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
})();
const found = answer?.metadata?.vulnerabilities;
if (found === undefined) {
  const why = answer?.message ?? answer?.error?.summary ?? "no answer";
  console.log(`npm audit: skipped, this registry does not tell (${why})`);
} else {
  console.log(
    `npm audit: ${found.critical} critical, ${found.high} high, ${found.moderate} moderate, ${found.low} low`,
  );
  for (const { name, severity, via } of Object.values(answer.vulnerabilities))
    console.log(`  ${severity} ${name}: ${via.map((each) => each.title ?? each).join("; ")}`);
  if (found.critical + found.high > 0) process.exitCode = 1;
}
