#!/usr/bin/env bash
# Proves both packages on a Debian 12 that has never seen Hacotaki: makes such a system in a temporary folder (no compiler,
# no headers), installs the npm tarball there on Node 24 and the Debian package on another, uses each (doctor, up, a boot
# of the test runtime on this kernel, pages, exports), removes it, and looks for what is left.
# Needs root and Debian's packages; says what it leaves out, and why. `npm run test:package` makes the packages before.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$repository/package.json" | head -n 1)
machine=$(dpkg --print-architecture)
cpu=${machine/amd64/x64}
tarball=$repository/dist/hacotaki-$version.tgz
[ "$cpu" = x64 ] || tarball=$repository/dist/hacotaki-$version-$cpu.tgz
debian=$repository/dist/hacotaki_${version}_$machine.deb
port=${PORT:-17470}
most_megabytes=60
work=$(mktemp -d /tmp/hacotaki-package.XXXXXX)
running=()
skipped=0

suite=package
. "$here/../claims.sh"

cleanup() {
  local status=$? pid
  trap - EXIT INT TERM
  for pid in "${running[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  # Whatever is mounted under our own folder, deepest first, before anything is deleted.
  awk -v prefix="$work/" 'index($2, prefix) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n 1 umount -l || status=1
  ! grep -qF " $work/" /proc/mounts || { say "still mounted under $work: left as it is"; exit 1; }
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

skip() { # skip CLAIM REASON
  skipped=$((skipped + 1))
  say "skip $1: $2"
}

# ---- systems to install into

make_base() {
  [ -z "${BASE_ROOT:-}" ] || { cp -a "$BASE_ROOT" "$work/base"; return; }
  command -v debootstrap >/dev/null || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap; }
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base"
}

make_root() { # make_root NAME: a copy of the base with this kernel's files, and the traced runtime
  local root=$work/$1 folder
  cp -a "$work/base" "$root"
  # Its own mount point: the runtime changes its root.
  mount --bind "$root" "$root"
  for folder in proc sys dev; do mount --rbind "/$folder" "$root/$folder" && mount --make-rslave "$root/$folder"; done
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mkdir -p "$root/empty"
  cp -a "$repository/test/runtime/build" "$root/opt/runtime"
}

# Nothing of the caller's settings goes in. In place of the shell that asks, so that its pid is the command's.
enter() { # enter NAME COMMAND…
  local root=$work/$1
  shift
  exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    chroot "$root" sh -c 'cd /empty && exec "$@"' sh "$@"
}
inside() { (enter "$@"); } # inside NAME COMMAND…

# As its own distribution lays it out: npm's package of Node has the program, npm comes beside it.
install_node() { # install_node NAME VERSION
  local root=$work/$1 folder=$work/node-$2
  mkdir -p "$folder"
  (cd "$folder" && npm pack --silent "node-linux-$cpu@$2" npm@11)
  mkdir -p "$root/usr/local/lib/node_modules/npm"
  tar -xzf "$folder"/node-linux-$cpu-*.tgz -C "$root/usr/local" --strip-components=1 package/bin/node
  tar -xzf "$folder"/npm-*.tgz -C "$root/usr/local/lib/node_modules/npm" --strip-components=1
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  rm -rf "$folder"
}

# ---- what is looked at

page() { curl -fs --max-time 60 "http://127.0.0.1:$port$1"; }
# Through files: a reader that has found what it looks for would break the pipe.
shows() { page "$1" >"$work/page" && grep -qF "$2" "$work/page"; }
without_compiler() { ! inside "$1" sh -c 'command -v cc gcc clang make bpftool'; }
says() { # says NAME TEXT COMMAND…
  local name=$1 text=$2
  shift 2
  inside "$name" "$@" >"$work/said" 2>&1 && grep -qF "$text" "$work/said" || { cat "$work/said"; return 1; }
}
no_larger_than() { [ "$(du -sm "$1" | cut -f 1)" -le "$2" ] || { du -sm "$1"; return 1; }; }
is_picture() { page "$1" >"$work/page" && head -c 8 "$work/page" | grep -a PNG; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
boot_of() { inside "$1" hacotaki list --db "$2" --container "$3" --json | sed -n 's/.*"id":"\([0-9a-z]*\)".*/\1/p' | head -n 1; }

start() { # start NAME LOG COMMAND…: in the background; sets `started`
  local name=$1 log=$2
  shift 2
  enter "$name" "$@" >"$log" 2>&1 &
  started=$!
  running+=("$started")
}

stop() { # stop PID
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Everything a user does with it, once it runs on $port and collects into DATABASE.
use() { # use NAME DATABASE LOG
  local name=$1 database=$2 log=$3 container=packaged-$1-$$ boot
  check "$name: the dashboard answers" wait_for 300 shows / Hacotaki
  check "$name: the collector attaches to haconiwa" wait_for 300 grep -q 'attached to' "$log"
  check "$name: a container of the test runtime boots" inside "$name" /opt/runtime/haconiwa run --name "$container" --delay 18=30 --run-for 500
  check "$name: its boot is on the list of the dashboard" wait_for 300 shows / "$container"
  boot=$(boot_of "$name" "$database" "$container")
  check "$name: hacotaki list knows it" test -n "$boot"
  check "$name: its page shows the waterfall" shows "/boots/$boot" pivot_root
  check "$name: the Japanese page, too" shows "/boots/$boot?lang=ja" pivot_root
  check "$name: pages of statistics answer" shows /containers "$container"
  check "$name: the documentation comes along" shows /docs/waterfall glossary-permalink
  check "$name: the API answers" shows "/api/v1/boots/$boot" "$container"
  check "$name: the API writes exports in its thread" shows "/api/v1/boots/$boot/export/chrome-trace" traceEvents
  check "$name: cards are drawn as pictures" is_picture "/cards/boots/$boot.png"
  check "$name: scripts and fonts are served" serves_assets
  check "$name: example boots are imported" imports_examples
  check "$name: hacotaki show draws it" says "$name" pivot_root hacotaki show "$boot" --db "$database"
  check "$name: hacotaki export writes OTLP" says "$name" resourceSpans hacotaki export "$boot" --format otlp --db "$database"
  check "$name: hacotaki export draws PNG" inside "$name" sh -c "hacotaki export $boot --format png --db $database -o /empty/boot.png && grep -qa PNG /empty/boot.png"
}

serves_assets() {
  local asset=
  for asset in $(page / | grep -o '/_next/static/[^"\\]*\.\(js\|css\|woff2\)' | sort -u); do page "$asset" >/dev/null || { echo "$asset"; return 1; }; done
  [ -n "$asset" ]
}
imports_examples() { curl -fs --max-time 120 -X POST -H "Origin: http://127.0.0.1:$port" "http://127.0.0.1:$port/api/import/examples" >/dev/null; }

# The database that 0.1.0 left, and its notebook, go on with this version.
upgrade() { # upgrade NAME
  local database=/empty/old/hacotaki.db
  mkdir -p "$work/$1/empty/old"
  step "a database of 0.1.0" "$repository/node_modules/.bin/node" "$repository/packages/store/test/children/release-0.1.0.ts" "$work/$1$database"
  check "$1: an older database is refused for reading, and it is said what to do" fails_with "$1" 'Run hacotaki' hacotaki doctor --db "$database"
  check "$1: recording brings it up to date" inside "$1" hacotaki record --duration 1 --binary /opt/runtime/haconiwa --db "$database"
  check "$1: its boots are there" test "$(inside "$1" hacotaki list --json --db "$database" | grep -c '"id"')" = 3
  check "$1: its baselines, too" says "$1" webs hacotaki baseline list --db "$database"
}
fails_with() { # fails_with NAME TEXT COMMAND…
  local name=$1 text=$2
  shift 2
  ! inside "$name" "$@" >"$work/said" 2>&1 && grep -qF "$text" "$work/said" || { cat "$work/said"; return 1; }
}

# ---- the npm tarball, on Node 24 without a compiler

try_npm() {
  local log=$work/npm.log database=/root/.local/share/hacotaki/hacotaki.db
  step "a clean Debian 12 for the npm package" make_root npm
  step "Node 24 in it" install_node npm 24
  cp "$tarball" "$work/npm/opt/"
  check "npm: there is no compiler" without_compiler npm
  # Nothing is downloaded: the registry would not answer.
  step "npm install --global hacotaki-$version.tgz" inside npm npm install --global --offline --no-audit --no-fund "/opt/$(basename "$tarball")"
  check "npm: installed, it takes at most $most_megabytes MB" no_larger_than "$work/npm/usr/local/lib/node_modules/hacotaki" $most_megabytes
  check "npm: hacotaki --version says $version" says npm "$version" hacotaki --version
  check "npm: the manual is where man looks" test -e "$work/npm/usr/local/share/man/man1/hacotaki-list.1"
  check "npm: doctor finds nothing missing" inside npm hacotaki doctor --binary /opt/runtime/haconiwa
  start npm "$log" hacotaki up --port "$port" --binary /opt/runtime/haconiwa
  use npm "$database" "$log"
  stop "$started"
  check "npm: up and its parts end with SIGTERM" wait_for 60 is_gone "$started"
  upgrade npm
  check "npm: an older Node is refused in words" refuses_old_node
  step "npm uninstall --global hacotaki" inside npm npm uninstall --global hacotaki
  check "npm: its command is gone" test ! -e "$work/npm/usr/local/bin/hacotaki"
  check "npm: the boots stay" test -s "$work/npm$database"
}

refuses_old_node() {
  local old
  old=$work/npm/opt/old && mkdir -p "$old"
  (cd "$old" && npm pack --silent node-linux-$cpu@20 && tar -xzf node-linux-$cpu-*.tgz --strip-components=1 package/bin/node)
  inside npm env PATH=/opt/old/bin:/usr/local/bin:/usr/bin:/bin hacotaki --version 2>"$work/refusal" && return 1
  grep -q 'needs Node 24 or later' "$work/refusal" || { cat "$work/refusal"; return 1; }
}

# ---- the Debian package, as its units run it

try_debian() {
  local log=$work/debian.log database=/var/lib/hacotaki/hacotaki.db collector
  step "a clean Debian 12 for the Debian package" make_root debian
  cp "$debian" "$work/debian/opt/"
  # Maintainer scripts must not start services of this machine.
  printf '#!/bin/sh\nexit 101\n' >"$work/debian/usr/sbin/policy-rc.d" && chmod +x "$work/debian/usr/sbin/policy-rc.d"
  step "systemd in it, as on a server" inside debian sh -c "apt-get update && apt-get install -y --no-install-recommends systemd"
  step "apt install ./$(basename "$debian")" inside debian apt-get install -y --no-install-recommends "/opt/$(basename "$debian")"
  check "debian: there is no compiler, and no other Node" inside debian sh -c '! command -v cc gcc clang make node'
  check "debian: hacotaki --version says $version" says debian "$version" hacotaki --version
  check "debian: the units are right, to systemd-analyze verify" inside debian systemd-analyze verify --man=no \
    /usr/lib/systemd/system/hacotaki-collector.service /usr/lib/systemd/system/hacotaki-dashboard.service
  check "debian: the user of the dashboard is there" inside debian getent passwd hacotaki
  check "debian: the folder of the boots is its group's" says debian "2770 root hacotaki" stat -c '%a %U %G' /var/lib/hacotaki
  check "debian: its files are as they were packed" has_its_files
  check "debian: bash completes its commands" says debian changes bash -c '. /usr/share/bash-completion/completions/hacotaki; COMP_WORDS=(hacotaki ch); COMP_CWORD=1; _hacotaki; echo ${COMPREPLY[@]}'
  check "debian: doctor finds nothing missing" inside debian hacotaki doctor --binary /opt/runtime/haconiwa --db "$database"
  # What ExecStart says, as the users that the units name.
  start debian "$log" setpriv --regid hacotaki --clear-groups sh -c "umask 0007; exec $(exec_start collector) --binary /opt/runtime/haconiwa"
  collector=$started
  check "debian: the collector makes the database" wait_for 300 test -s "$work/debian$database"
  start debian "$work/dashboard.log" setpriv --reuid hacotaki --regid hacotaki --clear-groups --bounding-set=-all --no-new-privs \
    sh -c "umask 0007; exec $(exec_start dashboard) --port $port"
  use debian "$database" "$log"
  stop "$started"
  stop "$collector"
  step "apt reinstall" inside debian apt-get install -y --reinstall "/opt/$(basename "$debian")"
  check "debian: the boots outlive another version" says debian packaged-debian hacotaki list --db "$database"
  step "apt purge" inside debian apt-get purge -y hacotaki
  check "debian: its command is gone" test ! -e "$work/debian/usr/bin/hacotaki"
  check "debian: so is all it brought" test ! -e "$work/debian/usr/lib/hacotaki"
  check "debian: the boots stay" test -s "$work/debian$database"
}

exec_start() { sed -n 's/^ExecStart=//p' "$work/debian/usr/lib/systemd/system/hacotaki-$1.service"; }
has_its_files() { ! inside debian sh -c 'dpkg --verify hacotaki' | grep .; }

[ -f "$tarball" ] && [ -f "$debian" ] || { say "make the packages first: npm run package"; exit 1; }
if [ "$(id -u)" -ne 0 ]; then
  skip "both packages" "a clean system takes root (chroot), and so does tracing"
elif [ ! -r /sys/kernel/btf/vmlinux ]; then
  skip "both packages" "this kernel has no BTF, so nothing could be collected"
else
  [ -x "$repository/test/runtime/build/haconiwa" ] || step "test runtime" make -C "$repository/test/runtime"
  step "a Debian 12 to copy" make_base
  try_npm
  try_debian
fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
