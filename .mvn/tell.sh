#!/bin/sh
# Runs Maven and says which module it builds, a line each, what fails, and what javac warns of. The exit code is Maven's.
{
    ./mvnw -B -ntp "$@" 2>&1
    echo "exit code $?"
} | while IFS= read -r line; do
    case $line in
    "exit code "*) exit "${line#exit code }" ;;
    "[INFO] Building jar: "*) ;;
    "[INFO] Building "*) echo "$line" | sed 's/^.INFO. Building/ /; s/   *\[/ [/' ;;
    "[WARNING]"*.java:*) printf "%s\n" "$line" ;;
    "[INFO]"* | "[WARNING]"* | "") ;;
    *) printf '%s\n' "$line" ;;
    esac
done
