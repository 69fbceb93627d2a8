/**
 * Makes tensors of numbers, arrays and random numbers, and over memory of the caller. Not exported.
 * The packages of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.create;

import org.jspecify.annotations.NullMarked;
