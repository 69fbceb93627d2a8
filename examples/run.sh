#!/bin/sh
# Runs one program of the examples: run.sh NAME [arguments]. Without a name, or with one that is not there, lists them.
root=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
sources=$root/examples/src/main/java/dev/gatun/examples
name=${1:-}
[ $# -gt 0 ] && shift
if [ -z "$name" ] || ! grep -qs "void main(" "$sources/$name.java"; then
    [ -z "$name" ] || echo "there is no example $name" >&2
    echo "examples, each with --help:" >&2
    for file in $(grep -l "void main(" "$sources"/*.java); do
        echo "  make example NAME=$(basename "$file" .java)" >&2
    done
    [ -z "$name" ] && exit 0
    exit 2
fi
jdk=$("$root/.mvn/find-jdk.sh") || exit 1

# Standard error shows a progress bar only where a person looks at it.
terminal=false
[ -t 2 ] && terminal=true
# Elsewhere loops are not machine code, and run by the Vector API.
vector=
[ "$(uname -sm)" = "Linux x86_64" ] || vector=--add-modules=jdk.incubator.vector
# shellcheck disable=SC2086 # no argument where it is empty
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED $vector \
    -Dgatun.terminal=$terminal -Dgatun.examples="$root/examples" \
    -cp "$root/examples/target/gatun-examples.jar:$root/examples/target/lib/*" "dev.gatun.examples.$name" "$@"
