package dev.gatun.bench.gemm;

import dev.gatun.bench.gemm.Contender.Group;
import dev.gatun.bench.gemm.Measurement.Status;
import dev.gatun.bench.measure.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run: the machine, its peak, and the rows.
 *
 * @param machine the machine it ran on
 * @param peak the FMA peak in GFLOP/s by number of threads; empty without the Vector API
 * @param rows by ascending size, and within a size from the naive product upwards
 */
record Report(Machine machine, SortedMap<Integer, Double> peak, List<Row> rows) {
    /** The name of the product that all others are compared with. */
    static final String NAIVE = "i-j-k";

    /** Computes speedups and shares from measurements. */
    static Report of(
            Machine machine, SortedMap<Integer, Double> peak, List<Measurement> measurements) {
        List<Row> rows = new ArrayList<>();
        for (Measurement each : measurements) {
            rows.add(row(each, peak.get(each.contender().threads()), measurements));
        }
        return new Report(machine, peak, List.copyOf(rows));
    }

    private static Row row(Measurement m, @Nullable Double peak, List<Measurement> all) {
        boolean isTimed = m.status() != Status.REFUSED;
        double flops = 2.0 * m.size() * m.size() * m.size();
        Double gflops = isTimed ? flops / m.nanos() : null;
        return new Row(
                m.contender().name(),
                m.size(),
                m.contender().threads(),
                isTimed ? m.nanos() / 1e6 : null,
                gflops,
                isTimed ? ratio(naive(m, all), m) : null,
                isTimed ? ratio(fromC(m, all), m) : null,
                gflops == null || peak == null ? null : gflops / peak,
                m.maxError() == null || !Double.isFinite(m.maxError()) ? null : m.maxError(),
                m.errorBound(),
                m.samples(),
                m.status());
    }

    private static @Nullable Double ratio(@Nullable Measurement slower, Measurement faster) {
        return slower == null ? null : (Double) (slower.nanos() / faster.nanos());
    }

    private static @Nullable Measurement naive(Measurement of, List<Measurement> all) {
        for (Measurement each : all) {
            if (each.size() == of.size() && each.contender().name().equals(NAIVE)) {
                return each.status() == Status.REFUSED ? null : each;
            }
        }
        return null;
    }

    private static @Nullable Measurement fromC(Measurement of, List<Measurement> all) {
        for (Measurement each : all) {
            Contender other = each.contender();
            boolean matches =
                    other.threads() == of.contender().threads() && each.size() == of.size();
            if (matches && other.group() == Group.C) {
                return each.status() == Status.REFUSED ? null : each;
            }
        }
        return null;
    }

    /** Whether OpenBLAS from C is among the rows. */
    boolean hasC() {
        return rows.stream().anyMatch(row -> row.shareOfC() != null);
    }

    /** The rows whose product was wrong. */
    List<Row> refused() {
        return rows.stream().filter(row -> row.status() == Status.REFUSED).toList();
    }
}
