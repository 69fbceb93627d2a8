/**
 * The command line {@code gatun}: information on the process, native and naive products, the cost
 * of calls, and the JMH suites.
 *
 * {@snippet lang = "java":
 * Main.main(new String[] {"gemm", "--sizes", "64,256"});
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench;
