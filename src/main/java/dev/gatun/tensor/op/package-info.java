/**
 * Operations other than the elementwise ones, a record each: what it computes, and its gradient.
 * Its {@code of} checks the arguments and calls it. Beside them what several need: making tensors,
 * copying, broadcasting. Not exported.
 */
@NullMarked
package dev.gatun.tensor.op;

import org.jspecify.annotations.NullMarked;
