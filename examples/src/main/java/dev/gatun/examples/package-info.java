/**
 * Programs that show the library at work, one a file, in the order of the tutorial. Each is run by
 * {@code make example NAME=...} and says with {@code --help} what it does.
 */
@NullMarked
package dev.gatun.examples;

import org.jspecify.annotations.NullMarked;
