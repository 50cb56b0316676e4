// Archives what there is, a piece of work after another, and says so before each: until it is killed, or done.
import { writeSync } from "node:fs";
import { openStore } from "../../src/index.ts";

const [path = ""] = process.argv.slice(2);
const store = openStore(path, { mode: "write" });
for (let n = 0; ; n++) {
  writeSync(1, `\n${n}\n`);
  if (!store.compact(2n ** 62n)) break;
}
store.close();
