/** Run by arm64's Node beside the addon for arm64: `look.mjs PROGRAM-OF-ARM64 PROGRAM-OF-X86-64`, each a native-trapped. */
import assert from "node:assert/strict";
import { checkSupport, decodeBatch, openSession, readBuildId, readProbeNotes } from "@hacotaki/native";

assert.equal(process.arch, "arm64");
const [ours, theirs] = process.argv.slice(2);

const notes = readProbeNotes(ours);
assert.deepEqual(
  notes.flatMap(({ name, unreadable }) => unreadable.map(({ index }) => `${name} ${index}`)),
  ["unknown 0", "unknown 1", "unknown 2", "unknown 3", "strange 0", "strange 1", "strange 2"],
);
assert.match(readBuildId(ours), /^[0-9a-f]{40}$/);
assert.deepEqual(
  readProbeNotes(theirs).flatMap(({ unreadable }) => unreadable),
  [],
);

/** mount, as arm64 numbers it; see struct call_event in native/src/event.h. */
const event = Buffer.alloc(184);
event.writeUInt16LE(event.length, 0);
event[2] = 7;
event.writeUInt16LE(40, 104 + 64);
event.fill(0xff, 104 + 66, 104 + 80);
assert.equal(decodeBatch(event)[0].name, "mount");

// The emulation has no BPF: what is missing is told, and nothing crashes.
assert.equal(typeof checkSupport().kernelRelease, "string");
assert.throws(() => openSession({ onBatch: () => {} }).attach(ours, "trapped"), { name: "NativeError" });
