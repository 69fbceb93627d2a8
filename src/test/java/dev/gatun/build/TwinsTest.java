package dev.gatun.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated twins are current, and rules do what they say. */
class TwinsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "../bindings/src"})
    void committedTwinsAreCurrent(String directory) throws IOException {
        assertThat(Twins.committed(Path.of(directory)))
                .as("run make twins")
                .isEqualTo(Twins.generate(Path.of(directory)));
    }

    @Test
    void theLibraryHasTwins() throws IOException {
        assertThat(Twins.generate(Path.of("")).keySet())
                .contains("dev/gatun/kernel/matmul/FloatMicroKernel.java");
    }

    private static final String SOURCE =
            """
            // twin FloatSum
            //   double alpha -> double alpha
            //   double -> float
            // twin LongSum
            //   double -> long
            package a;

            class DoubleSum {
                double sum(double alpha, double[] x);
            }
            """;

    @Test
    void theFirstRuleCountsAndItsResultIsNotReadAgain() {
        assertThat(Twins.of("a/DoubleSum.java", SOURCE))
                .isEqualTo(
                        Map.of(
                                "a/FloatSum.java",
                                """
                                // Generated from DoubleSum by make twins; do not edit.
                                package a;

                                class FloatSum {
                                    float sum(double alpha, float[] x);
                                }
                                """,
                                "a/LongSum.java",
                                """
                                // Generated from DoubleSum by make twins; do not edit.
                                package a;

                                class LongSum {
                                    long sum(long alpha, long[] x);
                                }
                                """));
    }

    @Test
    void aClassTakesTheMembersOfWhatItJoinsAndOfTheirTwins() {
        String sums =
                """
                // twin FloatSums
                //   double -> float
                //   b.Doubles -> b.Floats
                package a;

                import b.Doubles;

                /** Sums. */
                final class Sums {
                    double sum(double[] x);
                }
                """;
        String whole =
                """
                // joins Sums
                package a;

                /** All of it. */
                public final class Whole {
                    Whole() {}
                }
                """;
        SortedMap<String, String> parts =
                new TreeMap<>(Map.of("a/Whole.java", whole, "a/Sums.java", sums));
        assertThat(Twins.join("a/Whole.java", parts))
                .isEqualTo(
                        """
                        // Generated from Sums by make twins; do not edit.
                        package a;

                        import b.Doubles;
                        import b.Floats;

                        /** All of it. */
                        public final class Whole {
                            Whole() {}

                            double sum(double[] x);

                            float sum(float[] x);
                        }
                        """);
        parts.remove("a/Sums.java");
        assertThatThrownBy(() -> Twins.join("a/Whole.java", parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a/Whole.java: no part Sums");
    }

    @Test
    void aRuleThatFindsNothingIsRefused() {
        String stale = SOURCE.replace("double alpha,", "double scale,");
        assertThatThrownBy(() -> Twins.of("a/DoubleSum.java", stale))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rules that find nothing: [Rule[from=double alpha");
    }

    @Test
    void whatIsNoRuleIsRefused() {
        String wrong = SOURCE.replace("double -> long", "double = long");
        assertThatThrownBy(() -> Twins.of("a/DoubleSum.java", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a/DoubleSum.java: no rule: //   double = long");
    }
}
