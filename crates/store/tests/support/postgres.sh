#!/usr/bin/env bash
# Starts a PostgreSQL server for tests in a temporary folder, prints its address (without a
# database name) and ends it when standard input ends.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed" >&2; exit 1; }
folder=$(mktemp -d)
run=(env)
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    run=(runuser -u postgres --)
fi
cd /
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + $$ % 20000)))
"${run[@]}" "$bin/initdb" -D "$folder/data" -U plausch --locale=C --encoding=UTF8 --auth=trust --no-sync >"$folder.log" 2>&1
# Durability as in production: what is committed is on the disk.
"${run[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$port" \
    -c max_connections=400 -c shared_buffers=64MB -c fsync=on >>"$folder.log" 2>&1 &
trap '"${run[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder" "$folder.log"' EXIT
for _ in $(seq 100); do
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    sleep 0.1
done
echo "postgres://plausch@127.0.0.1:$port"
# From here on nothing of ours may keep a caller's pipe open.
exec >/dev/null 2>&1
cat
