// Reads what a dashboard would, and prints it or the error's code.
import { openStore, StoreError } from "../../src/index.ts";

const [path = ""] = process.argv.slice(2);
try {
  const store = openStore(path, { mode: "read" });
  const { boots } = await store.listBoots({ limit: 10 });
  const [first] = boots;
  const found = first && (await store.findBoot(first.id));
  console.log(JSON.stringify({ boots: boots.length, found: found?.boot.id }));
  store.close();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
