# SPDX-License-Identifier: EUPL-1.2
# For scripts that start a server of their own; sourced.

# ready_line LOG PREFIX: what stands behind PREFIX in the lines that a server has written to LOG, as
# soon as it is there. Shows the log and fails after a minute without it.
ready_line() {
    tries=0
    until line=$(sed -n "s/^$2//p" "$1") && [ -n "$line" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ]; then
            cat "$1" >&2
            return 1
        fi
        sleep 0.1
    done
    printf '%s\n' "$line"
}
