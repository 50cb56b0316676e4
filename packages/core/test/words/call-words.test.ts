import { describe, expect, test } from "vitest";
import { callInWords, errnoName, parametersInWords, resultInWords, type Call } from "../../src/index.ts";

const CALLS: readonly (readonly [string, string, Call["parameters"]])[] = [
  [
    'mount("proc", "/proc", "proc", MS_NOSUID|MS_NODEV)',
    "mount",
    { source: "proc", target: "/proc", fstype: "proc", flags: 6n },
  ],
  [
    'mount("none", "/", ?, MS_REC|MS_PRIVATE)',
    "mount",
    { source: "none", target: "/", fstype: undefined, flags: 0x4_4000n },
  ],
  [
    'mount("/a", "/a", MS_RDONLY|MS_REMOUNT|MS_BIND)',
    "mount",
    { source: "/a", target: "/a", flags: 0xc0ed_1021n },
  ],
  ['umount2(".", MNT_DETACH)', "umount2", { target: ".", flags: 2n }],
  ["clone(CLONE_NEWNS|CLONE_NEWPID|SIGCHLD)", "clone", { flags: 0x2002_0011n }],
  ["clone(SIGCHLD)", "clone", { flags: 17n }],
  ["clone3(CLONE_NEWUSER|CLONE_NEWTIME)", "clone3", { flags: 0x1000_0080n }],
  ["unshare(CLONE_NEWUTS|0x40)", "unshare", { flags: 0x400_0040n }],
  ["setns(6, CLONE_NEWNET)", "setns", { fd: 6n, nstype: 0x4000_0000n }],
  ['pivot_root(".", ".")', "pivot_root", { new_root: ".", put_old: "." }],
  [
    'move_mount(7, "", AT_FDCWD, "/proc", MOVE_MOUNT_F_EMPTY_PATH)',
    "move_mount",
    { from_dfd: 7n, from_path: "", to_dfd: 0xffff_ff9cn, to_path: "/proc", flags: 4n },
  ],
  [
    'fsconfig(3, FSCONFIG_SET_STRING, "source", "proc", 0)',
    "fsconfig",
    { fd: 3n, cmd: 1n, key: "source", value: "proc", aux: 0n },
  ],
  [
    "fsmount(3, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID|MOUNT_ATTR_NOEXEC)",
    "fsmount",
    { fd: 3n, flags: 1n, attr_flags: 10n },
  ],
  ["seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC)", "seccomp", { op: 1n, flags: 1n }],
  ["prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN)", "prctl", { option: 24n, arg2: 21n }],
  ["prctl(PR_SET_NO_NEW_PRIVS, 1)", "prctl", { option: 38n, arg2: 1n }],
  ["prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER)", "prctl", { option: 22n, arg2: 2n }],
  ["prctl(999, 0x7fffffff0000)", "prctl", { option: 999n, arg2: 0x7fff_ffff_0000n }],
  ["wait4(-1, WNOHANG|__WALL)", "wait4", { pid: 0xffff_ffffn, options: 0x4000_0001n }],
  [
    'openat(AT_FDCWD, "/x", O_WRONLY|O_CREAT|O_CLOEXEC, 0644)',
    "openat",
    { dfd: -100n, path: "/x", flags: 0x8_0041n, mode: 0o644n },
  ],
  ["flock(5, LOCK_EX|LOCK_NB) [/run/lock]", "flock", { fd: 5n, operation: 6n, file: "/run/lock" }],
  [
    "sendto(3, 32) [socket:[7], RTM_NEWLINK]",
    "sendto",
    { fd: 3n, file: "socket:[7]", len: 32n, message: 16n },
  ],
  ["kill(12, SIGKILL)", "kill", { pid: 12n, sig: 9n }],
  ["setuid(0)", "setuid", { uid: 0n }],
  ["capset()", "capset", {}],
  ['some_new_call(0x10, "a\\nb")', "some_new_call", { flags: 16n, what: "a\nb" }],
];

test.each(CALLS)("%s", (text, name, parameters) => {
  expect(callInWords({ name, parameters })).toBe(text);
});

test("a text of the program's own is told from what the kernel names", () => {
  expect(parametersInWords({ name: "umount2", parameters: { target: "/x", flags: 2n } })).toEqual([
    ["target", '"/x"', true],
    ["flags", "MNT_DETACH"],
  ]);
});

describe("what a call returned", () => {
  test.each<[bigint | undefined, string | undefined]>([
    [0n, "0"],
    [7n, "7"],
    [-2n, "-ENOENT"],
    [-38n, "-ENOSYS"],
    [-512n, "-ERESTARTSYS"],
    [-4_095n, "-error 4095"],
    [-140_000n, "-140000"],
    [undefined, undefined],
  ])("%s is %s", (result, text) => {
    expect(resultInWords(result === undefined ? {} : { result })).toBe(text);
  });
  test("has the names that Linux gives errors", () => {
    expect([1, 11, 17, 22, 95, 110].map(errnoName)).toEqual([
      "EPERM",
      "EAGAIN",
      "EEXIST",
      "EINVAL",
      "EOPNOTSUPP",
      "ETIMEDOUT",
    ]);
  });
});
