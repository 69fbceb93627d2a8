/**
 * The pool of worker threads, and loops divided among them. Called by the other packages of
 * kernels; uses none of them.
 */
@NullMarked
package dev.gatun.kernel.threads;

import org.jspecify.annotations.NullMarked;
