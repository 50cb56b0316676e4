import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type NativeError, readProbeNotes } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { callNames } from "../../native/call-numbers.js";
import { callShapes } from "../../native/calls.js";
import { decoder } from "../../native/decode.js";
import { writeArm64File } from "./arm64-file.ts";
import { compile, observe, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();
const sources = ["usdt_note", "usdt_place", "usdt_place_x86", "usdt_place_arm64", "elf_file"].map((name) =>
  join(import.meta.dirname, "../../native/src", `${name}.c`),
);
const flags = ["-D_GNU_SOURCE", "-I", join(import.meta.dirname, "../../native/src"), ...sources];

describe("numbers of system calls", () => {
  /** What arm64's own header asks the generic one for. */
  const ASKED = ["RENAMEAT", "NEW_STAT", "SET_GET_RLIMIT", "SYS_CLONE3", "MEMFD_SECRET"];
  const numbersIn = (input: string) => {
    const options = ["-E", "-dM", "-xc", "-", ...ASKED.map((name) => `-D__ARCH_WANT_${name}`)];
    const text = execFileSync("cc", options, { input, encoding: "utf8" });
    const values = new Map(
      [...text.matchAll(/^#define (__NR\w*) (\w+)$/gm)].map(([, name = "", value = ""]) => [name, value]),
    );
    return [...values].flatMap(([name, value]) => {
      const number = Number(values.get(value) ?? value);
      const isCall = name.startsWith("__NR_") && !/^__NR_(syscalls|arch_specific_syscall)$/.test(name);
      return isCall ? [[number, name.slice("__NR_".length)] as const] : [];
    });
  };

  // Each machine has its own header, and all have the one that arm64's is made of.
  test.each([
    [process.arch, "#include <asm/unistd.h>"],
    ["arm64", "#include <asm-generic/unistd.h>"],
  ])("of %s are those of the kernel's header", (arch, input) => {
    const known = numbersIn(input);
    expect(known.length).toBeGreaterThan(300);
    const names = callNames(arch);
    expect(known.filter(([number, name]) => names.get(number) !== name)).toEqual([]);
  });

  test("name no call twice, and none on a machine that is not known", () => {
    for (const arch of ["x64", "arm64"]) {
      const names = [...callNames(arch).values()];
      expect(new Set(names).size).toBe(names.length);
    }
    expect(callNames("riscv64").size).toBe(0);
  });

  test("tell the kernel side of each machine to care for the same calls", () => {
    const shapesOf = (arch: string) => {
      const shapes = callShapes(arch);
      return new Map(
        [...callNames(arch)].map(([number, name]) => [name, shapes.subarray(4 * number, 4 * number + 4)]),
      );
    };
    const [ours, theirs] = [shapesOf("x64"), shapesOf("arm64")];
    const common = [...theirs.keys()].filter((name) => ours.has(name));
    expect(common).toEqual(expect.arrayContaining(["clone", "clone3", "mount", "openat", "execve", "write"]));
    for (const name of common) expect(theirs.get(name)).toEqual(ours.get(name));
  });
});

describe("a system call that a kernel of arm64 told", () => {
  /** As struct call_event of native/src/event.h. */
  function callEvent(number: number, args: readonly bigint[], texts: readonly (string | undefined)[] = []) {
    const [common, fixed] = [104, 184];
    const tail = Buffer.from(texts.join(""));
    const bytes = Buffer.alloc(Math.ceil((fixed + tail.length) / 8) * 8);
    bytes.writeUInt16LE(fixed + tail.length, 0);
    bytes[2] = 7;
    for (const [n, value] of args.entries()) bytes.writeBigUInt64LE(value, common + 16 + 8 * n);
    bytes.writeUInt16LE(number, common + 64);
    for (let n = 0; n < 7; n++) {
      const text = texts[n];
      bytes.writeUInt16LE(text === undefined ? 0xffff : Buffer.byteLength(text), common + 66 + 2 * n);
    }
    tail.copy(bytes, fixed);
    return bytes;
  }
  const decoded = (arch: string, event: Buffer) => decoder(() => undefined, arch)(event)[0];

  test("has the name that its number has there", () => {
    const event = callEvent(40, [0n, 0n, 0n, 6n], ["none", "/at", "tmpfs"]);
    const parameters = { source: "none", target: "/at", fstype: "tmpfs", flags: 6n };
    expect(decoded("arm64", event)).toMatchObject({ kind: "syscall", name: "mount", parameters });
    expect(decoded("x64", callEvent(165, [0n, 0n, 0n, 6n], ["none", "/at", "tmpfs"]))).toMatchObject({
      name: "mount",
      parameters,
    });
    expect(decoded("arm64", callEvent(250, []))).toMatchObject({ name: "nr250", parameters: {} });
  });

  test("has the flags of an open as x86-64 numbers them", () => {
    const [DIRECTORY, NOFOLLOW, DIRECT, LARGEFILE, CLOEXEC, WRONLY] = [
      0x4000n,
      0x8000n,
      0x1_0000n,
      0x2_0000n,
      0x8_0000n,
      1n,
    ];
    const flagsOf = (given: bigint) => {
      const event = decoded("arm64", callEvent(56, [0n, 0n, given], [undefined, "/x"]));
      return event?.kind === "syscall" ? event.parameters["flags"] : undefined;
    };
    expect(flagsOf(DIRECTORY | CLOEXEC)).toBe(0x1_0000n | CLOEXEC);
    expect(flagsOf(NOFOLLOW | WRONLY)).toBe(0x2_0000n | WRONLY);
    expect(flagsOf(DIRECT | LARGEFILE)).toBe(0x4000n | 0x8000n);
  });
});

describe("where arguments of probes lie", () => {
  const trapped = compile(folder, "native-trapped", ["-O2", ...flags]);

  test("is where they are found as the probe is hit", () => {
    const lines = execFileSync(trapped, { encoding: "utf8" }).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "pass 11 -6",
      "places 9223372036854775807 -5 200 -7",
      "narrow -300 250 -6",
      "constants -5 18446744073709551615",
      "none",
    ]);
  });

  const PROBES = [
    ["stack", "-4@[sp, 12] 8@[sp]", "memory signed 32 bits of 31 +12; memory 64 bits of 31 +0"],
    [
      "registers",
      "8@x0 -4@w1 1@x30",
      "register 64 bits of 0; register signed 32 bits of 1; register 8 bits of 30",
    ],
    ["constants", "4@1 -4@-5 8@xzr", "constant 32 bits +1; constant signed 32 bits -5; constant 64 bits +0"],
    [
      "indexed",
      "8@[x0, x1] -8@[x19, x2, lsl 3]",
      "memory 64 bits of 0 +0 + 1 * 1; memory signed 64 bits of 19 +0 + 2 * 8",
    ],
    [
      "variables",
      "8@[x4, #:lo12:phase] 4@[x4, #:lo12:phase+16]",
      "memory 64 bits of 4 +2064 global; memory 32 bits of 4 +2080 global",
    ],
    ["lost", "8@[x4, #:lo12:.LANCHOR1] 8@d0 8@[x0, w1, sxtw] 8@w3", "unknown; unknown; unknown; unknown"],
  ] as const;
  const file = join(folder, "arm64");
  writeArm64File(
    file,
    PROBES.map(([name, args]) => [name, args]),
    { phase: 0x412810n },
  );

  test("is understood as arm64's assembler writes it", () => {
    expect(execFileSync(trapped, [file], { encoding: "utf8" }).trim().split("\n")).toEqual(
      PROBES.map(([name, , places]) => `${name}; ${places}`),
    );
  });

  test("is told of files of another machine, too", () => {
    const notes = readProbeNotes(file);
    expect(notes.map(({ name, arguments: args }) => [name, args])).toEqual(
      PROBES.map(([name, args]) => [name, args]),
    );
    expect(notes.filter(({ unreadable }) => unreadable.length > 0)).toMatchObject([
      {
        name: "lost",
        unreadable: [
          { index: 0, argument: "8@[x4, #:lo12:.LANCHOR1]" },
          { index: 1, argument: "8@d0" },
          { index: 2, argument: "8@[x0, w1, sxtw]" },
          { index: 3, argument: "8@w3" },
        ],
      },
    ]);
  });

  test.skipIf(skipReason !== undefined || process.arch === "arm64")(
    "does not help where the file is another machine's: nothing is attached to it, nor followed",
    () => {
      const { session } = observe();
      const refused = expect.objectContaining<Partial<NativeError>>({
        code: "not-an-executable",
        message: `${file} is for arm64, and this is x86-64: give the program that runs here`,
      });
      expect(() => session.attach(file, "made")).toThrow(refused);
      expect(() => session.root(file)).toThrow(refused);
      session.close();
    },
  );
});
