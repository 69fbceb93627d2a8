/** OpenBLAS for @platform@. */
module dev.gatun.natives.@module@ {
    requires dev.gatun.openblas;

    provides dev.gatun.openblas.natives.NativeLibraries with
            dev.gatun.natives.@module@.Libraries;
}
