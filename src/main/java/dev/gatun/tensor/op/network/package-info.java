/**
 * Operations that neural networks are made of and no other family has: rows of a table, dropout,
 * gates, norms over channels, rotations by position.
 *
 * <p>Called by {@code tensor}.
 */
@NullMarked
package dev.gatun.tensor.op.network;

import org.jspecify.annotations.NullMarked;
