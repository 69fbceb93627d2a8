/**
 * What programs show: charts as SVG documents, progress on a terminal. For the command line and the
 * examples; knows nothing of tensors.
 *
 * {@snippet :
 * import dev.gatun.display.Chart;
 *
 * String svg = new Chart("Loss", "by step").line("training", x, y).svg();
 * }
 */
@NullMarked
package dev.gatun.display;

import org.jspecify.annotations.NullMarked;
