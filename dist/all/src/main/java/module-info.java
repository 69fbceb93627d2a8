/**
 * The library, for whoever names it by the artifact that brings the natives: a module that requires
 * {@code dev.gatun} needs this one no more.
 */
module dev.gatun.all {
    requires transitive dev.gatun;
}
