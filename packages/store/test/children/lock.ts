// Takes a lock, says so, and holds it until it is killed.
import { acquireWriterLock, StoreError } from "../../src/index.ts";

const [path = "", name = ""] = process.argv.slice(2);
try {
  acquireWriterLock(path, name);
  console.log("held");
  setInterval(() => undefined, 1_000);
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  console.log(error.code, error.message);
}
