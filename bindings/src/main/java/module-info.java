/**
 * OpenBLAS for Java: generated bindings behind a hand-written face that checks every argument
 * first.
 */
@org.jspecify.annotations.NullMarked
module dev.gatun.openblas {
    requires static org.jspecify;

    exports dev.gatun.openblas;
}
