/**
 * The command line {@code gatun}: what is active, native against naive products, what a call costs,
 * and the JMH suites.
 *
 * {@snippet lang = "java":
 * Main.main(new String[] {"gemm", "--sizes", "64,256"});
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench;
