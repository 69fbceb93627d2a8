/**
 * The implementation of scopes, called by the library's kernels and tensors. It is not exported,
 * because it gives out addresses, uninitialized memory, and segments without a lifetime check.
 *
 * <p>A scope is a bump pointer ({@code BumpAllocator}) over pooled slabs ({@code SlabPool}). A
 * {@link dev.gatun.memory.internal.Storage} is one buffer of a scope; kernels take addresses from
 * it alone.
 */
@NullMarked
package dev.gatun.memory.internal;

import org.jspecify.annotations.NullMarked;
