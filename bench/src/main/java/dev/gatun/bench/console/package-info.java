/**
 * Classes that all commands use: failures of one line, output files written atomically, and a
 * display of progress.
 *
 * {@snippet lang = "java":
 * OutputFile file = OutputFile.at(Path.of("rows.json")); // throws Failure before a long run
 * file.write(text);
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.console;
