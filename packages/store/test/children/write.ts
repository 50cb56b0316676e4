// Saves one boot's events after another until it is killed, and says which of them it was told are stored.
import { writeSync } from "node:fs";
import { openStore } from "../../src/index.ts";
import { assembled, eventsOfBoot, RECORDING } from "../builder.ts";

const [path = "", first = "0", count = "1000000"] = process.argv.slice(2);
const store = openStore(path, { mode: "write" });
const recording = store.startRecording(RECORDING);
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  store.save(assembled(eventsOfBoot(n)), recording);
  writeSync(1, `${n}\n`);
}
store.close();
