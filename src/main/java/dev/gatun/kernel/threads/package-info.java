/** The worker threads, and how work is shared among them. Uses no other package of kernels. */
@NullMarked
package dev.gatun.kernel.threads;

import org.jspecify.annotations.NullMarked;
