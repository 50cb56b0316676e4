import { describe, expect, test } from "vitest";
import { nameInHacoText } from "../../src/assembly/naming.ts";
import { hacoArgumentOf, hacoFileOf, instant, wholeArguments, type BootEvent } from "../../src/index.ts";
import { assemble, readRecording } from "../recording.ts";

describe("the haco file of a command line", () => {
  test.each([
    ["run web.haco", "web.haco"],
    ["run web", "web"],
    ["run -D web", "web"],
    ["run --daemon --no-provision web.rb", "web.rb"],
    ["run -DN web -- cat other.haco", "web"],
    ["run web -- cat other.haco", "web"],
    ["run web cat other.haco", "web"],
    ["run web.haco other.haco", "web.haco"],
    ["run web.haco -D", "web.haco"],
    ["run --name box --delay 18=3 web.haco -- /bin/true", "web.haco"],
    ["run --rootfs /srv/root --quiet web -- cat other.haco", "web"],
    ["run --name=box web", "web"],
    ["run -X web.haco", "web.haco"],
    ["run --name box", undefined],
    ["run -- cat other.haco", undefined],
    ["run", undefined],
    ["", undefined],
  ])("haconiwa %s: %s", (line, file) => {
    expect(hacoArgumentOf(["/usr/bin/haconiwa", ...line.split(" ").filter((word) => word !== "")])).toBe(
      file,
    );
  });

  test("is absolute where the working directory is known", () => {
    const argv = ["haconiwa", "run", "../web"];
    expect(hacoFileOf(argv, "/srv/haco")).toBe("/srv/web");
    expect(hacoFileOf(argv, undefined)).toBe("../web");
    expect(hacoFileOf(["haconiwa", "run", "/etc/web"], "/srv")).toBe("/etc/web");
  });

  test("is not taken from an argument that was cut off", () => {
    const argv = ["haconiwa", "run", "/srv/very/long"];
    expect(hacoFileOf(wholeArguments({ argv, argvTruncated: true }), "/")).toBeUndefined();
    expect(hacoFileOf(wholeArguments({ argv, argvTruncated: false }), "/")).toBe("/srv/very/long");
  });
});

describe("the name that a haco file gives its container", () => {
  const ruby = (...lines: string[]) =>
    nameInHacoText(["Haconiwa.define do |config|", ...lines.map((line) => `  ${line}`), "end"].join("\n"));

  test("is read where it stands there plainly", () => {
    expect(ruby('config.name = "web" # the site', 'config.init_command = "/bin/true"')).toBe("web");
    expect(ruby("config.name='web'")).toBe("web");
    expect(nameInHacoText("name = web\nrun-for = 20\n")).toBe("web");
  });

  test("is not guessed where it is worked out, or where there are several", () => {
    expect(ruby('config.name = "web-#{i}"')).toBeUndefined();
    expect(ruby("config.name = name")).toBeUndefined();
    expect(ruby('name = "base"', "config.name = name")).toBeUndefined();
    expect(ruby('a.name = "one"', 'b.name = "two"')).toBeUndefined();
    expect(ruby('config.hostname = "web"', '# config.name = "old"')).toBeUndefined();
    expect(nameInHacoText(undefined)).toBeUndefined();
  });
});

/** A recording with what the collector reads beside it, right after the events that `where` picks. */
function bootsWith(
  name: string,
  key: "pid-file-name" | "haco-text",
  value: string,
  where: (event: BootEvent) => boolean,
) {
  const { source, events } = readRecording(name);
  const facts = events.filter(where).map((event): BootEvent => {
    const { at, seq, tgid } = event;
    return { kind: "fact", key, value, at, seq: seq + 1, ...(tgid === undefined ? {} : { tgid }) };
  });
  return [...assemble(source, [...events, ...facts]).boots.values()];
}
const passes = (code: bigint) => (event: BootEvent) => event.kind === "probe" && event.args[0] === code;
const launches = (event: BootEvent) => event.kind === "exec" && event.traced;

describe("the container's name", () => {
  test("is the pid file's where config.hostname is another, which is kept as the host name", () => {
    const boots = bootsWith("head-hostname", "pid-file-name", "hostname-demo", passes(2n));
    expect(boots).toMatchObject([
      { container: "hostname-demo", containerSource: "pid-file", hostname: "web01.example" },
    ]);
  });

  test("is the host name where nothing says otherwise", () => {
    const { source, events } = readRecording("head-hostname");
    expect([...assemble(source, events).boots.values()]).toMatchObject([
      { container: "web01.example", containerSource: "hostname" },
    ]);
    const same = bootsWith("head-min-true", "pid-file-name", "min-true", passes(2n));
    expect(same).toMatchObject([{ container: "min-true", containerSource: "hostname" }]);
  });

  test("of a run that was refused is the one its haco file names", () => {
    const boots = bootsWith("head-dup-name", "haco-text", 'config.name = "twice"\n', launches);
    const refused = boots.find(({ supervisorTgid }) => supervisorTgid === undefined);
    expect(refused).toMatchObject({ outcome: "failed", container: "twice", containerSource: "haco-file" });
  });

  test("of a run that was refused and has no haco file is the one on its command line", () => {
    const launch = { tgid: 7, startAt: instant(1n), comm: "haconiwa" };
    const argv = ["haconiwa", "run", "--name", "taken", "--", "/bin/true"];
    const boots = assemble(readRecording("head-min-true").source, [
      { ...launch, kind: "exec", file: "/usr/bin/haconiwa", argv, traced: true, at: instant(1n), seq: 1 },
      {
        ...launch,
        kind: "probe",
        provider: "haconiwa",
        probe: "bootstrap_phase_pass",
        args: [0n, 7n],
        at: instant(2n),
        seq: 2,
      },
      { ...launch, kind: "exit", code: 1, signal: 0, at: instant(3n), seq: 3 },
    ]).boots;
    expect([...boots.values()]).toMatchObject([
      { outcome: "failed", container: "taken", containerSource: "command-line" },
    ]);
  });
});
