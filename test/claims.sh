# Sourced by the scripts that prove something of a whole system, step by step and claim by claim. Before: `suite`, the
# word each line begins with, and `work`, a folder for what steps print. After: `passed` and `failed` are counted.
passed=0
failed=0

say() { printf '%s: %s\n' "$suite" "$*"; }

step() { # step NAME COMMAND…: one line, the time it took, the end of the output if it failed
  local name=$1 since=$SECONDS log=$work/step.log
  shift
  printf '%s: %s … ' "$suite" "$name"
  if "$@" >"$log" 2>&1; then
    printf '%s s\n' $((SECONDS - since))
  else
    printf 'failed after %s s\n' $((SECONDS - since))
    tail -n 40 "$log"
    exit 1
  fi
}

check() { # check CLAIM COMMAND…
  local claim=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    passed=$((passed + 1))
    say "ok   $claim"
  else
    failed=$((failed + 1))
    say "FAIL $claim"
    tail -n 20 "$work/check.log"
  fi
}

wait_for() { # wait_for SECONDS COMMAND…
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.3
  done
}
