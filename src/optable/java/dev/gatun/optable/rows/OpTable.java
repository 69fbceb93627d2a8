package dev.gatun.optable.rows;

import dev.gatun.optable.OpRow;
import java.util.List;
import java.util.stream.Stream;

/** Every operation, a row for each way of calling it. */
public final class OpTable {
    /** All of them. */
    public static final List<OpRow> ROWS =
            Stream.of(
                            ArithmeticRows.all(),
                            ComparisonRows.all(),
                            FunctionRows.all(),
                            MathRows.all(),
                            PairRows.all(),
                            SpecialRows.all(),
                            ActivationRows.all(),
                            ChoiceRows.all(),
                            ViewRows.all(),
                            CopyRows.all(),
                            ReductionRows.all(),
                            RowwiseRows.all(),
                            ProductRows.all(),
                            ContractionRows.all(),
                            PatternRows.all(),
                            MatrixRows.all(),
                            LinearRows.all(),
                            MatrixFunctionRows.all(),
                            SpectrumRows.all(),
                            AttentionRows.all(),
                            SimilarityRows.all(),
                            WindowRows.all(),
                            NetworkRows.all(),
                            ChannelNormRows.all(),
                            IndexingRows.all(),
                            OrderRows.all(),
                            PickRows.all(),
                            RearrangingRows.all(),
                            PartRows.all(),
                            MarginRows.all(),
                            SummaryRows.all(),
                            StatisticsRows.all())
                    .flatMap(List::stream)
                    .flatMap(List::stream)
                    .map(OpRow.RowBuilder::build)
                    .toList();

    private OpTable() {}

    /** The row of this name. */
    public static OpRow row(String name) {
        return ROWS.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row is called " + name));
    }
}
