/**
 * What scopes are made of; called by the library's kernels and tensors, and not exported: it gives
 * addresses, bytes of memory used before, and segments that no longer check the lifetime.
 *
 * <p>A scope is a bump pointer ({@code Region}) over pooled slabs ({@code SlabPool}). A {@link
 * dev.gatun.memory.internal.Storage} is one buffer in it, and the only thing kernels take addresses
 * from.
 */
@NullMarked
package dev.gatun.memory.internal;

import org.jspecify.annotations.NullMarked;
