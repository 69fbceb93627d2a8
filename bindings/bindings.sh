#!/bin/sh
# Regenerates the bindings (bindings.sh generate), or proves the committed ones current (bindings.sh verify).
#
# generate  runs jextract (PATH, or $JEXTRACT_HOME/bin) over the headers of the bundled OpenBLAS, filtered by
#           native/symbols, applies the one step below, and records checksums and the generator.
# verify    compares symbol lists, headers and generated code with the recorded checksums, and the functions in the
#           code with those in the lists; where jextract is at hand it also generates afresh and compares.
#
# The one step: jextract binds C_LONG to "long", which is 8 bytes here and 4 on Windows, where the class then fails to
# initialise. The only C_LONG of these headers is the size_t that i?amax and its like return, so it is bound to "size_t".
set -eu
cd "$(dirname "$0")/.."

package=dev.gatun.openblas.generated
committed=bindings/src/generated/java
sums=bindings/src/generated/SHA256SUMS
generator=bindings/src/generated/GENERATOR
set -- "${1:-}" "${2:-}"
headers=${2:-$(ls -d native/target/include/* 2>/dev/null | head -n 1)}
[ -n "$headers" ] && [ -f "$headers/cblas.h" ] ||
    { echo "bindings: no headers; 'make build' unpacks them under native/target/include" >&2; exit 1; }

jextract=
[ -n "${JEXTRACT_HOME:-}" ] && jextract=$JEXTRACT_HOME/bin/jextract
[ -n "$jextract" ] || jextract=$(command -v jextract || true)

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

fail() { echo "verify-bindings: $1" >&2; exit 1; }

generate_into() {
    rm -rf "$1"
    for unit in "Cblas cblas" "Lapacke lapacke"; do
        class=${unit% *} header=${unit#* }
        "$jextract" "@native/symbols/$header.args" -I "$headers" -t "$package" \
            --header-class-name "$class" --symbols-class-name "${class}Layouts" --output "$1" "$headers/$header.h"
        layouts=$1/$(echo "$package" | tr . /)/${class}Layouts.java
        [ "$(grep -c 'C_LONG = .*get("long");' "$layouts")" = 1 ] || fail "$layouts: C_LONG is not bound as expected"
        sed -i.raw 's/get("long");/get("size_t");/' "$layouts" && rm "$layouts.raw"
    done
    # C_LONG may stand for nothing but the CBLAS_INDEX those sixteen functions return.
    [ "$(cat "$1"/dev/gatun/openblas/generated/*.java | grep -cE '\.C_LONG\b')" = \
        "$(grep -cE 'function cblas_i[sdcz]a?m(ax|in)$' native/symbols/cblas.args)" ] ||
        fail "a function other than cblas_i?a?max and cblas_i?a?min uses C long; its width differs on Windows"
}

# Every input and output by its checksum; headers by name, since where they lie differs.
checksums() {
    sha256 native/symbols/*.args $(find "$committed" -name '*.java' | LC_ALL=C sort)
    (cd "$headers" && sha256 cblas.h lapack.h lapacke.h | sed 's#  #  headers/#')
}

listed() { sed -n 's/^--include-function //p' native/symbols/*.args | LC_ALL=C sort; }
bound() { cat "$committed"/dev/gatun/openblas/generated/*.java |
    sed -n 's/^    public static MethodHandle \([A-Za-z0-9_]*\)\$handle() {$/\1/p' | LC_ALL=C sort; }

case $1 in
generate)
    [ -x "$jextract" ] || { echo "bindings: no jextract on PATH or in JEXTRACT_HOME; see $generator for which" >&2; exit 1; }
    wanted=$(sed -n 's/^version: //p' "$generator")
    got=$("$jextract" --version 2>&1 | sed -n 's/^\(jextract .*\)$/\1/p')
    [ "$got" = "$wanted" ] || { echo "bindings: this is '$got', the bindings come from '$wanted'" >&2; exit 1; }
    generate_into "$committed"
    checksums >"$sums"
    echo "bindings: $(bound | wc -l | tr -d ' ') functions in $committed"
    ;;
verify)
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    listed >"$scratch/listed"; bound >"$scratch/bound"
    diff "$scratch/listed" "$scratch/bound" >&2 || fail "native/symbols (<) and $committed (>) name different functions; run make bindings"
    checksums | diff "$sums" - >&2 || fail "the checksums above differ from $sums; run make bindings"
    if [ -x "$jextract" ]; then
        generate_into "$scratch/fresh"
        diff -r "$committed" "$scratch/fresh" >&2 || fail "$committed differs from what jextract generates; run make bindings"
        how="checksums and a fresh jextract run"
    else
        how="checksums (no jextract at hand)"
    fi
    echo "verify-bindings: $(wc -l <"$scratch/bound" | tr -d ' ') functions current, by $how"
    ;;
*)
    echo "usage: bindings/bindings.sh generate|verify [HEADER_DIRECTORY]" >&2
    exit 2
    ;;
esac
