/**
 * Runs an expression step by step over chunks of values, without the Vector API and without
 * compiling anything. Uses {@code loop.spec} alone.
 */
@NullMarked
package dev.gatun.kernel.loop.interpreted;

import org.jspecify.annotations.NullMarked;
