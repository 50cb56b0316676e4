import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { at, BUILT, KEPT, SOURCES } from "../../packages/layout/index.js";
import { cpu, machine } from "./machine.mjs";
import { LIBRARIES } from "./stage.mjs";

const PROGRAM = "usr/lib/hacotaki";
const NODE = `node_modules/node/node_modules/node-linux-${cpu}`;

const controlOf = (version, kilobytes) => `Package: hacotaki
Version: ${version}
Architecture: ${machine.debian}
Maintainer: The Hacotaki developers <hacotaki@localhost>
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.36), libstdc++6, libgcc-s1, libatomic1, libbpf1, libelf1, zlib1g, systemd-standalone-sysusers | systemd, systemd-standalone-tmpfiles | systemd
Section: admin
Priority: optional
Description: every boot of a haconiwa container as a waterfall
 Attaches to haconiwa's USDT probes with eBPF, follows each boot across its
 processes, and shows where the time went: a dashboard, live, and a command.
 .
 Brings the Node.js that it runs on; Debian's own is not used.
`;

/** A file of the package, with its folders; `mode` of programs. */
function writerTo(root) {
  return (path, content, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  };
}

function copyProgram(root, staged) {
  cpSync(staged, join(root, PROGRAM), { recursive: true });
  // Debian's own, which it keeps up to date.
  for (const [library, debian] of Object.entries(LIBRARIES)) {
    rmSync(join(root, PROGRAM, dirname(BUILT.addon), library));
    rmSync(join(root, PROGRAM, "licences", debian), { recursive: true });
  }
  const node = join(root, PROGRAM, BUILT.node);
  mkdirSync(dirname(node), { recursive: true });
  execFileSync("strip", ["-o", node, at(join(NODE, "bin/node"))]);
  chmodSync(node, 0o755);
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  symlinkSync(`../lib/hacotaki/${BUILT.launcher}`, join(root, "usr/bin/hacotaki"));
}

function writeDocumentation(root, { manual, completions }) {
  const write = writerTo(root);
  const packed = (text) => gzipSync(text, { level: 9 });
  for (const [name, text] of manual) write(`usr/share/man/man1/${name}.gz`, packed(text));
  write("usr/share/bash-completion/completions/hacotaki", completions.get("bash"));
  write("usr/share/zsh/vendor-completions/_hacotaki", completions.get("zsh"));
  write("usr/share/fish/vendor_completions.d/hacotaki.fish", completions.get("fish"));
  for (const name of readdirSync(at(KEPT.docs)).filter((each) => each.endsWith(".md")))
    write(`usr/share/doc/hacotaki/${name}`, readFileSync(join(at(KEPT.docs), name)));
  write("usr/share/doc/hacotaki/changelog.gz", packed(readFileSync(at(KEPT.changelog))));
  const copyright = [
    readFileSync(at("LICENSE"), "utf8"),
    `What comes along has its own licences: in /${PROGRAM}/licences, and beside each package in\n/${PROGRAM}/node_modules. Node.js, /${PROGRAM}/${BUILT.node}:\n`,
    readFileSync(at(join(NODE, "LICENSE")), "utf8"),
  ];
  write("usr/share/doc/hacotaki/copyright", copyright.join("\n"));
}

function writeUnits(root) {
  const write = writerTo(root);
  const units = at(SOURCES.units);
  for (const name of readdirSync(units)) {
    const [base, kind] = name.split(".");
    const place = {
      service: `systemd/system/${name}`,
      sysusers: `sysusers.d/${base}.conf`,
      tmpfiles: `tmpfiles.d/${base}.conf`,
    };
    write(`usr/lib/${place[kind]}`, readFileSync(join(units, name)));
  }
}

/** One package for Debian 12, made of what `stage` laid out, with the pinned Node. */
export function packDebian({ work, staged, output, version, manual, completions }) {
  const root = join(work, "debian");
  rmSync(root, { recursive: true, force: true });
  copyProgram(root, staged);
  writeDocumentation(root, { manual, completions });
  writeUnits(root);
  const kilobytes = execFileSync("du", ["-sk", root], { encoding: "utf8" }).split("\t")[0];
  const write = writerTo(root);
  write("DEBIAN/control", controlOf(version, kilobytes));
  for (const name of ["postinst", "prerm", "postrm"])
    write(`DEBIAN/${name}`, readFileSync(at(`packaging/debian/${name}`)), 0o755);
  const file = join(output, `hacotaki_${version}_${machine.debian}.deb`);
  execFileSync("dpkg-deb", ["--build", "--root-owner-group", "-Zzstd", "-z12", root, file], {
    stdio: "pipe",
  });
  return { file, root };
}
