// Follows a database and prints how many boots it holds, again after each change.
import { openStore } from "../../src/index.ts";

const [path = ""] = process.argv.slice(2);
const store = openStore(path, { mode: "read" });
const tell = async () => console.log(`boots=${(await store.facts()).boots}.`);
await tell();
store.watch(
  () => 10,
  () => void tell(),
);
