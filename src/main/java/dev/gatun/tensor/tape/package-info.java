/**
 * The recording of computations and backpropagation: the tape of a thread, which calls operations,
 * the nodes, and the backward pass from a result to its leaves. Called by the packages of tensors;
 * not exported.
 */
@NullMarked
package dev.gatun.tensor.tape;

import org.jspecify.annotations.NullMarked;
