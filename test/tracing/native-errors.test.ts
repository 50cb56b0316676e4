import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { checkSupport, NativeError, openSession, readBuildId, readProbeNotes } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { collect, compile, run, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();
const isRoot = process.getuid?.() === 0;
const onBatch = () => undefined;
const nowhere = join(folder, "nowhere");

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it worked");
};

const nativeError = (code: string, message: RegExp) =>
  expect.objectContaining({ name: "NativeError", code, message: expect.stringMatching(message) });

/** What a function of this module does in a process with other rights, as `"ok"` or `"code: message"`. */
function asked(rights: readonly string[], call: string): Promise<string> {
  const module = JSON.stringify(import.meta.resolve("@hacotaki/native"));
  const script = `import * as native from ${module}; const onBatch = () => {};
try { const session = ${call}; if (session?.close) session.close(); console.log("ok"); }
catch (error) { console.log(error.code + ": " + error.message); }`;
  const [program, ...args] = [...rights, process.execPath, "--input-type=module", "-e", script];
  return new Promise((resolve, reject) => {
    execFile(program, args, (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
  });
}

const withoutRoot = (...capabilities: string[]) => {
  const list = ["-all", ...capabilities.map((name) => `+${name}`)].join(",");
  return [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    `--inh-caps=${list}`,
    `--ambient-caps=${list}`,
  ];
};

test("a path that leads nowhere is binary-not-found", () => {
  expect(errorOf(() => readProbeNotes(nowhere))).toEqual(
    nativeError("binary-not-found", /cannot find .*nowhere/),
  );
  expect(errorOf(() => readBuildId("/bin/true/x"))).toEqual(
    nativeError("binary-not-found", /\/bin\/true\/x/),
  );
});

test("what is no 64-bit executable is not-an-executable", () => {
  const script = join(folder, "script");
  writeFileSync(script, "#!/bin/sh\n");
  writeFileSync(join(folder, "empty"), "");
  for (const path of [folder, "/dev/null", script, join(folder, "empty"), "/proc/self/maps"]) {
    expect(errorOf(() => readProbeNotes(path))).toEqual(nativeError("not-an-executable", new RegExp(path)));
  }
});

test("a damaged executable is an error or has fewer probes, at whatever byte it was cut or overwritten", () => {
  const whole = compile(folder, "native-probes");
  const bytes = readFileSync(whole);
  const damaged = join(folder, "damaged");
  const noteAt = bytes.indexOf("stapsdt");
  const headersAt = Number(bytes.readBigUInt64LE(40));
  const holes = [16, 18, 40, 54, 58, 60, 62, noteAt - 12, noteAt - 8, noteAt - 4, noteAt + 30];
  for (let at = headersAt; at < bytes.length; at += 24) holes.push(at);
  for (const at of holes) {
    writeFileSync(
      damaged,
      Buffer.concat([bytes.subarray(0, at), Buffer.alloc(8, 0xff), bytes.subarray(at + 8)]),
    );
    try {
      expect(readProbeNotes(damaged).length).toBeLessThanOrEqual(12);
    } catch (error) {
      expect(error).toBeInstanceOf(NativeError);
    }
  }
  for (let size = bytes.length - 1; size > 0; size -= 997) {
    copyFileSync(whole, damaged);
    truncateSync(damaged, size);
    expect(errorOf(() => readProbeNotes(damaged))).toEqual(nativeError("not-an-executable", /damaged/));
  }
});

test("misuse is a TypeError that names what is wrong", () => {
  expect(() => readProbeNotes("")).toThrow(TypeError);
  expect(() => readProbeNotes("/bin/true\0")).toThrow("path must be a non-empty string without NUL");
  expect(() => openSession({ onBatch, ringBytes: 0.5 })).toThrow("ringBytes must be a whole number");
});

test("without BTF the kernel is unsupported, and the message says where BTF was looked for", () => {
  const open = () => openSession({ onBatch, btfPath: nowhere });
  expect(errorOf(open)).toEqual(
    nativeError("kernel-unsupported", /nowhere is missing.*CONFIG_DEBUG_INFO_BTF/),
  );
  expect(checkSupport({ btfPath: nowhere })).toMatchObject({ btf: false });
  expect(checkSupport({ btfPath: nowhere }).missing).toContain(`BTF (${nowhere})`);
});

describe.skipIf(!isRoot)("with other rights", () => {
  test("a file that may not be read is binary-unreadable", async () => {
    const secret = join(folder, "secret");
    copyFileSync("/bin/true", secret);
    chmodSync(secret, 0o700);
    const path = JSON.stringify(secret);
    expect(await asked(withoutRoot(), `native.readProbeNotes(${path})`)).toMatch(
      /^binary-unreadable: cannot read .*secret: Permission denied; check its permissions$/,
    );
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    symlinkSync("/bin/true", join(folder, "closed", "true"));
    const hidden = JSON.stringify(join(folder, "closed", "true"));
    expect(await asked(withoutRoot(), `native.readBuildId(${hidden})`)).toMatch(/^binary-unreadable: /);
  });

  test("anybody may read notes and ask what is missing", async () => {
    expect(await asked(withoutRoot(), `native.readProbeNotes("/bin/true")`)).toBe("ok");
    const missing = `(() => { throw { code: "missing", message: native.checkSupport().missing.join() } })()`;
    expect(await asked(withoutRoot(), missing)).toBe("missing: CAP_BPF,CAP_PERFMON");
    expect(await asked(withoutRoot("bpf"), missing)).toBe("missing: CAP_PERFMON");
    expect(await asked([], missing)).toBe("missing:");
  });

  test.each([
    [[], /^not-permitted: .*missing CAP_BPF and CAP_PERFMON; run as root or grant CAP_BPF and CAP_PERFMON/],
    [["bpf"], /^not-permitted: .*missing CAP_PERFMON; run as root or grant CAP_PERFMON/],
    [["perfmon"], /^not-permitted: .*missing CAP_BPF; run as root or grant CAP_BPF/],
  ])(
    "a session with the capabilities %j is not permitted, and the missing ones are named",
    async (has, message) => {
      expect(await asked(withoutRoot(...has), "native.openSession({ onBatch })")).toMatch(message);
    },
  );

  test.skipIf(skipReason !== undefined)("CAP_BPF and CAP_PERFMON are enough to trace", async () => {
    const program = compile(folder, "native-burst");
    const call = `(() => { const s = native.openSession({ onBatch }); s.attach(${JSON.stringify(program)}, "burst"); return s; })()`;
    expect(await asked(withoutRoot("bpf", "perfmon"), call)).toBe("ok");
  });

  test("perf's uprobes take CAP_SYS_ADMIN", async () => {
    expect(
      await asked(withoutRoot("bpf", "perfmon"), "native.openSession({ onBatch, usePerfUprobes: true })"),
    ).toMatch(/^not-permitted: .*missing CAP_SYS_ADMIN/);
  });
});

describe.skipIf(skipReason !== undefined)("a session", () => {
  test("cannot attach to what is not there, not readable as ELF, or has no probes of the provider", () => {
    const session = openSession({ onBatch });
    expect(errorOf(() => session.attach(nowhere, "p"))).toEqual(nativeError("binary-not-found", /nowhere/));
    expect(errorOf(() => session.attach("/dev/null", "p"))).toEqual(nativeError("not-an-executable", /null/));
    expect(errorOf(() => session.attach("/bin/true", "p"))).toEqual(
      nativeError("no-probes", /\/bin\/true has no probes of provider p/),
    );
    const program = compile(folder, "native-burst");
    expect(errorOf(() => session.attach(program, "p"))).toEqual(nativeError("no-probes", /native-burst/));
    expect(session.attach(program, "burst").id).toBe(1);
    session.close();
  });

  test("passes on what stringArgs throws, and is as it was", async () => {
    const program = compile(folder, "native-burst");
    const session = openSession({ onBatch });
    const refuse = () => {
      throw new RangeError("mine");
    };
    expect(errorOf(() => session.attach(program, "burst", { stringArgs: refuse }))).toEqual(
      new RangeError("mine"),
    );
    await run(program);
    expect(session.stats().events).toBe(0n);
    session.close();
  });

  test("is closed twice without harm, and answers anything else with closed", () => {
    const { session } = collect(compile(folder, "native-burst"), "burst");
    session.close();
    session.close();
    for (const act of [
      () => session.stats(),
      () => session.flush(),
      () => session.attach("/bin/true", "p"),
      () => session.detach(1),
      () => session.track(1),
    ]) {
      expect(errorOf(act)).toEqual(nativeError("closed", /has been closed/));
    }
  });
});
