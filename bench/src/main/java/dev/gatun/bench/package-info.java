/** The command line and the benchmarks. */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench;
