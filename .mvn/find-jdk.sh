#!/bin/sh
# Prints the home of a JDK 25 or later: JAVA_HOME, the java on PATH, /usr/lib/jvm, SDKMAN, macOS java_home.
# Prints nothing but a line on standard error, and fails, where there is none.
wanted=25

# A JDK (javac, not only java) whose release file names a new enough version.
is_new_enough() {
    [ -x "$1/bin/javac" ] || return 1
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
    [ "${major:-0}" -ge "$wanted" ]
}

from_path() {
    java=$(command -v java) || return
    # Follow links to the real bin/java.
    while [ -L "$java" ]; do
        link=$(readlink "$java")
        case $link in /*) java=$link ;; *) java=$(dirname "$java")/$link ;; esac
    done
    dirname "$(dirname "$java")"
}

macos_home=
[ -x /usr/libexec/java_home ] && macos_home=$(/usr/libexec/java_home -v "$wanted+" 2>/dev/null)

for home in "${JAVA_HOME:-}" "$(from_path)" /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$macos_home"; do
    if [ -n "$home" ] && is_new_enough "$home"; then
        echo "$home"
        exit 0
    fi
done
echo "Gatun needs a JDK $wanted or later and found none: install Temurin $wanted (https://adoptium.net) or set JAVA_HOME to one." >&2
exit 1
