/**
 * Classes that the packages of tensors share and users do not see: access to the fields of a
 * tensor, the hold on its memory while a kernel runs, the checks of arguments. Called by {@code
 * tensor}, its sub-packages and {@code gradcheck}; not exported.
 */
@NullMarked
package dev.gatun.tensor.internal;

import org.jspecify.annotations.NullMarked;
