# Sourced, not run: how a part of a run is carried out, so that one failure hides no other.
#   part NAME COMMAND…   runs it, shows its output, keeps it in target/parts/NAME.log and its exit code in NAME.code
# Whoever sources this ends with `node tools/count.mjs`, which sums the parts, prints the count and decides the exit code.

parts="target/parts"

start_parts() {
  rm -rf "$parts"
  mkdir -p "$parts"
}

part() {
  local name="$1" began code
  shift
  began=$SECONDS
  printf '\n── %s: %s\n' "$name" "$*"
  "$@" 2>&1 | tee "$parts/$name.log"
  code=${PIPESTATUS[0]}
  printf '%s\n' "$code" >"$parts/$name.code"
  printf '%s\n' "$((SECONDS - began))" >"$parts/$name.seconds"
  return 0
}

passed() { [ "$(cat "$parts/$1.code" 2>/dev/null)" = 0 ]; }

# A part that another one's failure keeps from running is a failure too, and says so.
did_not_run() {
  printf '\n── %s: NOT RUN, because %s\n' "$1" "$2" | tee "$parts/$1.log"
  printf 'not run\n' >"$parts/$1.code"
}
