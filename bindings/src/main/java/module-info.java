/**
 * OpenBLAS for Java: generated bindings behind a hand-written face that checks every argument
 * first.
 */
@org.jspecify.annotations.NullMarked
// The modules of the natives are built before this one, and seldom more than one of them is there.
@SuppressWarnings("module")
module dev.gatun.openblas {
    requires static org.jspecify;

    exports dev.gatun.openblas;
    exports dev.gatun.openblas.code to
            dev.gatun;
    exports dev.gatun.openblas.natives to
            dev.gatun.natives.linux_arm64,
            dev.gatun.natives.linux_x86_64,
            dev.gatun.natives.macosx_arm64,
            dev.gatun.natives.macosx_x86_64,
            dev.gatun.natives.windows_x86_64;

    uses dev.gatun.openblas.natives.NativeLibraries;
}
