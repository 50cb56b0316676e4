#!/usr/bin/env bash
# Proves docker-compose.yml on this machine, without Docker Hub: makes the Debian base image itself, starts a Docker
# engine of its own, builds both images, boots a container of the test runtime on the host, and looks for it in the
# composed dashboard. Then it checks that both processes have just the privileges they are meant to have.
# Needs root and Debian's packages. Everything is made in one temporary folder and taken away again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
port=${PORT:-17460}
project=hacotakitest
work=$(mktemp -d /tmp/hacotaki-compose.XXXXXX)
dockerd_pid=

export DOCKER_HOST=unix://$work/docker.sock DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
export BASE=hacotaki-test-base HACONIWA_DIR=$root/test/runtime/build DASHBOARD_PORT=$port

suite=compose
. "$here/../claims.sh"
compose() { docker-compose -p "$project" -f "$root/docker-compose.yml" -f "$here/override.yml" "$@"; }

cleanup() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$dockerd_pid" ] && kill -0 "$dockerd_pid" 2>/dev/null; then
    if [ "$status" -ne 0 ]; then
      compose logs --no-color --tail 40 2>/dev/null || true
    fi
    compose down --volumes --timeout 5 >/dev/null 2>&1 || true
    kill "$dockerd_pid" 2>/dev/null || true
    wait "$dockerd_pid" 2>/dev/null || true
  fi
  # Whatever the engine left mounted under our own folder, deepest first.
  awk -v prefix="$work/" 'index($2, prefix) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n 1 umount -l || true
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_packages() {
  local missing
  missing=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' docker.io docker-compose debootstrap curl 2>/dev/null |
    awk '$1 == "installed" { print $2 }')
  set -- $(printf '%s\n' docker.io docker-compose debootstrap curl | grep -vxF "${missing:-none}")
  [ $# -eq 0 ] || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
}

# As this machine reaches its registries, so do the builds: the same package sources and certificates.
make_base() {
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base"
  local path
  for path in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [ -e "$path" ] || continue
    rm -rf "$work/base$path"
    cp -a "$path" "$work/base$path"
  done
  # These are about the host's desktop and its caches, not about where packages come from.
  rm -f "$work/base"/etc/apt/apt.conf.d/{20packagekit,50appstream,docker-*}
  chroot "$work/base" update-ca-certificates
  rm -rf "$work/base"/var/cache/apt/archives/*.deb "$work/base"/var/lib/apt/lists/*
}

start_engine() {
  dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --host "$DOCKER_HOST" \
    --storage-driver overlay2 --iptables=false --ip6tables=false --bridge=none >"$work/dockerd.log" 2>&1 &
  dockerd_pid=$!
  wait_for 300 docker version >/dev/null 2>&1 || { tail -n 40 "$work/dockerd.log"; return 1; }
}

import_base() {
  tar -C "$work/base" -c . | docker import \
    --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - "$BASE"
  rm -rf "$work/base"
}

# Engines before Docker 23 do not know BPF and PERFMON: SYS_ADMIN stands in, as docker-compose.yml says.
choose_capabilities() {
  if docker create --network none --cap-add BPF "$BASE" true >/dev/null 2>&1; then
    # DAC_READ_SEARCH (2), SYS_PTRACE (19), PERFMON (38), BPF (39)
    expected=000000c000080004
  else
    say "this engine does not know CAP_BPF: SYS_ADMIN stands in"
    export BPF_CAPABILITY=SYS_ADMIN PERFMON_CAPABILITY=CAP_SYS_ADMIN
    # DAC_READ_SEARCH (2), SYS_PTRACE (19), SYS_ADMIN (21)
    expected=0000000000280004
  fi
}

page() { curl -fs --max-time 60 "http://127.0.0.1:$port$1"; }
shows() { page "$1" | grep -qF "$2"; }
collector_log() { compose logs --no-color collector; }
attached() { collector_log | grep -q 'attached to'; }
status_of() { # status_of SERVICE FIELD: of the service's node process, seen from the host
  local id pid
  id=$(compose ps -q "$1")
  pid=$(docker inspect --format '{{.State.Pid}}' "$id")
  awk -v field="$2:" '$1 == field { print $2 }' "/proc/$pid/status"
}
has() { [ "$(status_of "$1" "$2")" = "$3" ]; }
may_not_write() { ! compose exec -T dashboard sh -c "$1"; }
no_listeners() { # none of the collector's own sockets listens
  local pid inode
  pid=$(docker inspect --format '{{.State.Pid}}' "$(compose ps -q collector)")
  for inode in $(find "/proc/$pid/fd" -printf '%l\n' | sed -n 's/^socket:\[\(.*\)\]$/\1/p'); do
    if awk -v inode="$inode" '$4 == "0A" && $10 == inode { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6; then
      return 1
    fi
  done
}

[ "$(id -u)" -eq 0 ] || { say "needs root: it starts a Docker engine of its own"; exit 1; }
cd "$root"
step "Debian packages" install_packages
step "test runtime" make -C test/runtime
step "Debian base image" make_base
step "Docker engine" start_engine
step "import of the base image" import_base
choose_capabilities
step "images of collector and dashboard" compose build
step "start" compose up -d

check "the dashboard answers" wait_for 300 shows / Hacotaki
check "the collector attaches to the haconiwa of the host" wait_for 300 attached
name=composed-$$
step "a boot of the test runtime on the host" test/runtime/build/haconiwa run --name "$name" --delay 18=30 --run-for 500
check "the boot is on the dashboard's list" wait_for 300 shows / "$name"
boot=$(compose exec -T dashboard hacotaki list --container "$name" --json | sed -n 's/.*"id":"\([0-9a-z]*\)".*/\1/p' | head -n 1)
check "its page shows the waterfall" shows "/boots/$boot" pivot_root
check "hacotaki show draws it in the dashboard's container" compose exec -T dashboard hacotaki show "$boot"
check "the collector has the capabilities it is given, and no other" has collector CapEff "$expected"
check "the collector listens on no socket" no_listeners
check "the dashboard has no capability" has dashboard CapEff 0000000000000000
check "the dashboard is not root" has dashboard Uid 7460
check "the dashboard cannot gain privileges" has dashboard NoNewPrivs 1
check "the dashboard's file system is read-only" may_not_write 'touch /usr/lib/hacotaki/x'
check "the dashboard cannot read what is root's" may_not_write 'cat /etc/shadow'

# Whatever the engine knows, the four that docker-compose.yml names by default are enough.
four=+bpf,+perfmon,+sys_ptrace,+dac_read_search
bare() { setpriv --bounding-set="-all,$four" --inh-caps="-all" "$root/packages/cli/bin/hacotaki" "$@"; }
captures_bare() {
  local db=$work/bare/hacotaki.db
  mkdir -p "$work/bare"
  bare record --db "$db" --binary "$HACONIWA_DIR/haconiwa" --duration 20 >"$work/bare.log" 2>&1 &
  local recorder=$!
  wait_for 300 grep -q 'attached to' "$work/bare.log" || { cat "$work/bare.log"; return 1; }
  "$HACONIWA_DIR/haconiwa" run --name "bare-$name" --run-for 100
  wait "$recorder"
  "$root/packages/cli/bin/hacotaki" list --db "$db" --json | grep -F "bare-$name"
}
compose stop -t 5 >/dev/null 2>&1
check "four capabilities are enough to collect" captures_bare

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
