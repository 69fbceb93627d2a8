package dev.gatun.tensor;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every operation, one line each. From a line come its test in both dtypes and every layout, the
 * test of what it refuses, and random calls against its oracle.
 */
final class OpTable {
    static final List<OpRow> ROWS =
            Stream.of(
                            ElementwiseRows.all(),
                            MovementRows.all(),
                            ReductionRows.all(),
                            RowwiseRows.all(),
                            ProductRows.all())
                    .flatMap(List::stream)
                    .toList();

    private OpTable() {}
}
