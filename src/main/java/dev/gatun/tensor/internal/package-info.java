/**
 * What is shared by the packages of tensors and closed to users: the fields of a tensor, the hold
 * on its memory while a kernel runs, the checks of arguments. Not exported.
 */
@NullMarked
package dev.gatun.tensor.internal;

import org.jspecify.annotations.NullMarked;
