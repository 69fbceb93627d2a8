/**
 * The JMH suites.
 *
 * {@snippet lang = "shell":
 * ./gatun bench calls -p size=8
 * ./gatun bench scopes -f 1
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.jmh;
