/**
 * Checks of arguments that the public methods of all packages make. Called by every package; not
 * exported.
 */
@NullMarked
package dev.gatun.checks;

import org.jspecify.annotations.NullMarked;
