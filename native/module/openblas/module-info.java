/** What a module of natives sees of the bindings, which are built after it: their service. */
module dev.gatun.openblas {
    exports dev.gatun.openblas.natives;
}
