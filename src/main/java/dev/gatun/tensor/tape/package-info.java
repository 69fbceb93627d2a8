/**
 * What is recorded of a computation, and the way back through it: a thread's tape, which calls
 * operations, a tensor's node, the walk from a result to its leaves. Not exported; the packages of
 * tensors use it.
 */
@NullMarked
package dev.gatun.tensor.tape;

import org.jspecify.annotations.NullMarked;
