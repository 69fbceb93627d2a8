package dev.gatun.bench.gemm;

import java.util.Comparator;
import java.util.Optional;

/** The run in one sentence. */
final class Headline {
    private static final String NO_OPENBLAS =
            "OpenBLAS is not in use here: its products are left out.";

    /** The note printed if the comparison with C is missing. */
    static final String NO_C =
            "Without the C baseline (no C compiler when this was built): the column \"of C\" is left out.";

    private Headline() {}

    /** A note on what is missing; empty if nothing is. */
    static String missing(Report report) {
        if (report.hasC()) {
            return "";
        }
        return report.machine().isNative() ? NO_C : NO_OPENBLAS;
    }

    /** The speedup at the largest size, and the product that has it. */
    static String of(Report report) {
        if (!report.refused().isEmpty()) {
            int wrong = report.refused().size();
            return "WRONG: %d %s from the double-precision one"
                    .formatted(wrong, wrong == 1 ? "product differs" : "products differ");
        }
        Optional<Row> best =
                report.rows().stream()
                        .filter(row -> row.speedup() != null && row.name().equals(Ladder.OPENBLAS))
                        .max(Comparator.comparingInt(Row::size).thenComparing(Row::gflops));
        return best.map(Headline::sentence).orElse("Matrix products in Java, checked and timed");
    }

    private static String sentence(Row row) {
        return "OpenBLAS from Java multiplies two %d x %d float matrices %s times as fast as three loops"
                .formatted(row.size(), row.size(), NumberText.plain(row.speedup()));
    }
}
