/** Checks that every package makes at its public edge, and that no package exports. */
@NullMarked
package dev.gatun.checks;

import org.jspecify.annotations.NullMarked;
