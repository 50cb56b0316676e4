// Holds a database: its write lock, or all of it; says so, and lets go when it is killed.
import Database from "better-sqlite3";

const [path = "", what = "write"] = process.argv.slice(2);
const db = new Database(path);
if (what === "all") db.pragma("locking_mode = EXCLUSIVE");
db.exec(what === "all" ? "BEGIN EXCLUSIVE; COMMIT" : "BEGIN IMMEDIATE");
console.log("held");
setInterval(() => db.open, 1_000);
