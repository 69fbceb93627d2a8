/**
 * The interpreter of expressions: runs them step by step over blocks of values, without the Vector
 * API and without compiling. Called by {@code loop}; uses {@code loop.spec} alone.
 */
@NullMarked
package dev.gatun.kernel.loop.interpreted;

import org.jspecify.annotations.NullMarked;
