// Opens for writing, with the migrations of a folder, and says how that went.
import { StoreError } from "../../src/index.ts";
import { readMigrations } from "../../src/connection/migrations.ts";
import { openStoreAt } from "../../src/open.ts";

const [path = "", folder = ""] = process.argv.slice(2);
console.log("opening");
try {
  openStoreAt(path, "write", readMigrations(folder)).close();
  console.log("opened");
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  console.log(error.code, error.message);
}
