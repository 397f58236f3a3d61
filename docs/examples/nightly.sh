#!/bin/sh
# What a practice does every night: prove the vault, make a backup, check all courses, write the summaries of those who
# finished. Each step is tried, whatever became of the one before. docs/administration.md tells what it is part of.
#
# PRACTICE is the folder that backups/, summaries/ and reports/ are in, KEEP_DAYS how long a backup is kept. What the
# steps answer names clients by their codes: it goes into reports/, for the owner alone, and never to standard output.
# Exit code 0: all went well. `check` may have findings, and a summary may not be due yet (exit 1 of each): that is no
# failure of the night, and stands in reports/. Else it is the exit code of the first step that failed.

set -u
umask 077
: "${PRACTICE:=/srv/practice}" "${KEEP_DAYS:=30}"
reports=$PRACTICE/reports
backups=$PRACTICE/backups
mkdir -p "$reports" "$backups" || exit 8
failed=0

step() { # step NAME FINE COMMAND...: FINE is the exit code beside 0 that is no failure
    name=$1 fine=$2
    shift 2
    code=0
    "$@" --json >"$reports/$name.json" 2>"$reports/$name.txt" || code=$?
    [ "$code" -eq 0 ] || [ "$code" -eq "$fine" ] && return
    echo "ipt-notes: $name failed (exit $code); $reports/$name.txt says why" >&2
    [ "$failed" -ne 0 ] || failed=$code
}

step verify 0 ipt-notes vault verify
step backup 0 ipt-notes vault backup "$backups/vault-$(date +%Y-%m-%dT%H%M%S).ipt"
step check 1 ipt-notes check --all
step summaries 1 ipt-notes export batch --out "$PRACTICE/summaries" --concluded

# Earlier backups go only when all is well: one of them may be the last good one.
[ "$failed" -ne 0 ] || find "$backups" -name 'vault-*.ipt' -mtime "+$KEEP_DAYS" -delete
exit "$failed"
