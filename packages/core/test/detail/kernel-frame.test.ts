import { expect, test } from "vitest";
import { kindOfFrame, tellingFrame } from "../../src/index.ts";

test.each([
  [
    [
      "wait_for_completion_state",
      "__wait_rcu_gp",
      "synchronize_rcu_normal",
      "namespace_unlock",
      "path_umount",
    ],
    "__wait_rcu_gp",
  ],
  [["io_schedule", "folio_wait_bit_common", "filemap_fault", "do_fault", "exc_page_fault"], "filemap_fault"],
  [["io_schedule", "folio_wait_bit_common", "filemap_read"], "io_schedule"],
  [["anon_pipe_read.constprop.0", "vfs_read", "ksys_read"], "anon_pipe_read"],
  [["do_wait", "kernel_wait4"], "do_wait"],
  [["something_new", "something_else"], "something_new"],
  [[], undefined],
])("of %j the telling function is %s", (frames, telling) => {
  expect(tellingFrame(frames)).toBe(telling);
});

test("a name says what is waited for, whatever part of it a compiler made", () => {
  expect(kindOfFrame("synchronize_rcu_expedited")).toBe("kernel");
  expect(kindOfFrame("__mutex_lock.constprop.0")).toBe("lock");
  expect(kindOfFrame("do_wait")).toBe("process");
  expect(kindOfFrame("schedule")).toBeUndefined();
});

test("a name says the same again, however many others were asked for meanwhile", () => {
  const told = () => ["do_wait", "schedule", `do_wait.part.${"0".repeat(600)}`].map(kindOfFrame);
  const first = told();
  for (let n = 0; n < 10_000; n++) expect(kindOfFrame(`unknown_${n}`)).toBeUndefined();
  expect(told()).toEqual(first);
  expect(first).toEqual(["process", undefined, "process"]);
});
