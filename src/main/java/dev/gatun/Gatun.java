package dev.gatun;

/** What is active in this process. */
public final class Gatun {
    private Gatun() {}
}
