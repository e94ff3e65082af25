#!/bin/sh
# From a file to a published post with curl. Usage: first_post.sh KEY CONNECTION FILE [ADDRESS]
set -eu
key=${1:?"an API key (make run prints one)"} connection=${2:?"a connection's id"} file=${3:?"a film"}
home=${4:-http://127.0.0.1:8000}

# A key per thing that is meant once: run again with the same words, and nothing happens twice.
once() { printf '%s' "$*" | cksum | tr ' ' '-'; }
field() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
call() { curl --silent --show-error -H "Authorization: Bearer $key" "$@"; }

asset=$(call "$home/v1/assets" -H "Idempotency-Key: $(once asset "$file")" -F "file=@$file" | field id)
echo "asset ${asset:?was refused}"

post=$(call "$home/v1/posts" -H "Idempotency-Key: $(once post "$asset" "$connection")" \
  -H 'Content-Type: application/json' -d @- <<BODY | field id
{"connection": "$connection", "assets": ["$asset"], "mode": "direct", "caption": "Hello from curl",
 "options": {"privacy": "SELF_ONLY"}, "schedule": "now"}
BODY
)
echo "post ${post:?was refused}"

state=scheduled
while [ "$state" = scheduled ] || [ "$state" = sending ] || [ "$state" = processing ]; do
  sleep 1
  state=$(call "$home/v1/posts/$post" | field state)
  echo "  $state"
done
[ "$state" = published ]
