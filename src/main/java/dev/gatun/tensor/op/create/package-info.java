/**
 * Tensors made: from numbers, from arrays, from random numbers, over memory of others. Not
 * exported. The packages of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.op.create;

import org.jspecify.annotations.NullMarked;
