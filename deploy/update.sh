#!/bin/sh
# update.sh NIANBAO ARCHIVE: crawl what is due, read it, publish. What each step printed is kept in ARCHIVE/update/.
# A crawl or an extraction that did not come to its end keeps nothing from being published; it shows in the exit status.
set -u
nianbao=$1 archive=$2
results=$archive/update
status=0
mkdir -p "$results" || exit 1

for step in crawl extract; do
    "$nianbao" "$step" -a "$archive" >"$results/$step.json" || { echo "update: $step failed" >&2; status=1; }
done
"$nianbao" publish -a "$archive" >"$results/publish.json" || { echo "update: publish failed; the site stays as it was" >&2; exit 1; }
exit $status
