// twin FloatMicroKernel
//   double beta -> double beta
//   = product.alpha() -> = (float) product.alpha()
//   = beta -> = (float) beta
//   Double -> Float
//   DOUBLE -> FLOAT
//   double -> float
package dev.gatun.kernel.matmul;

import dev.gatun.memory.internal.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight rows by two vectors of {@code double}: sixteen sums.
 *
 * <p>Sixteen independent sums hide the latency of a fused multiply-add (four cycles, two begun in
 * each), and its operands come by ten loads for sixteen of them, which two load ports deliver.
 *
 * <p>Every sum is a local variable and every statement stands in the one method, because C2 stops
 * inlining helpers in a method this large, and a vector passed to a call is boxed: with the sixteen
 * stores in a helper, the product was ten times slower.
 */
final class DoubleMicroKernel extends MicroKernel {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ValueLayout.OfDouble ELEMENT = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    private static final int ROWS = 8;
    private static final int LANES = SPECIES.length();
    private static final int COLUMNS = 2 * LANES;
    private static final long VECTOR = SPECIES.vectorByteSize();

    /** A right panel of 24 KiB leaves room for a left one in an L1 cache of 32. */
    private static final int DEPTH = 24 * 1024 / (COLUMNS * Double.BYTES);

    private static final long PITCH = (long) DEPTH * Double.BYTES;

    DoubleMicroKernel() {
        super(ROWS, COLUMNS, DEPTH, Double.BYTES);
    }

    @Override
    void multiply(int steps, MemorySegment left, MemorySegment right, MemorySegment sum) {
        // C2 hoists the bounds checks out of the loop only if it sees the segments being made.
        MemorySegment a = NativeAccess.rebase(left);
        MemorySegment b = NativeAccess.rebase(right);
        MemorySegment c = NativeAccess.rebase(sum);
        DoubleVector s00 = DoubleVector.zero(SPECIES);
        DoubleVector s01 = s00;
        DoubleVector s10 = DoubleVector.zero(SPECIES);
        DoubleVector s11 = s10;
        DoubleVector s20 = DoubleVector.zero(SPECIES);
        DoubleVector s21 = s20;
        DoubleVector s30 = DoubleVector.zero(SPECIES);
        DoubleVector s31 = s30;
        DoubleVector s40 = DoubleVector.zero(SPECIES);
        DoubleVector s41 = s40;
        DoubleVector s50 = DoubleVector.zero(SPECIES);
        DoubleVector s51 = s50;
        DoubleVector s60 = DoubleVector.zero(SPECIES);
        DoubleVector s61 = s60;
        DoubleVector s70 = DoubleVector.zero(SPECIES);
        DoubleVector s71 = s70;
        for (int k = 0; k < steps; k++) {
            DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, b, k * 2L * VECTOR, ORDER);
            DoubleVector b1 =
                    DoubleVector.fromMemorySegment(SPECIES, b, k * 2L * VECTOR + VECTOR, ORDER);
            long at = (long) k * Double.BYTES;
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at));
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + PITCH));
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 2 * PITCH));
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 3 * PITCH));
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
            DoubleVector a4 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 4 * PITCH));
            s40 = a4.fma(b0, s40);
            s41 = a4.fma(b1, s41);
            DoubleVector a5 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 5 * PITCH));
            s50 = a5.fma(b0, s50);
            s51 = a5.fma(b1, s51);
            DoubleVector a6 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 6 * PITCH));
            s60 = a6.fma(b0, s60);
            s61 = a6.fma(b1, s61);
            DoubleVector a7 = DoubleVector.broadcast(SPECIES, a.get(ELEMENT, at + 7 * PITCH));
            s70 = a7.fma(b0, s70);
            s71 = a7.fma(b1, s71);
        }
        s00.intoMemorySegment(c, 0, ORDER);
        s01.intoMemorySegment(c, VECTOR, ORDER);
        s10.intoMemorySegment(c, 2 * VECTOR, ORDER);
        s11.intoMemorySegment(c, 3 * VECTOR, ORDER);
        s20.intoMemorySegment(c, 4 * VECTOR, ORDER);
        s21.intoMemorySegment(c, 5 * VECTOR, ORDER);
        s30.intoMemorySegment(c, 6 * VECTOR, ORDER);
        s31.intoMemorySegment(c, 7 * VECTOR, ORDER);
        s40.intoMemorySegment(c, 8 * VECTOR, ORDER);
        s41.intoMemorySegment(c, 9 * VECTOR, ORDER);
        s50.intoMemorySegment(c, 10 * VECTOR, ORDER);
        s51.intoMemorySegment(c, 11 * VECTOR, ORDER);
        s60.intoMemorySegment(c, 12 * VECTOR, ORDER);
        s61.intoMemorySegment(c, 13 * VECTOR, ORDER);
        s70.intoMemorySegment(c, 14 * VECTOR, ORDER);
        s71.intoMemorySegment(c, 15 * VECTOR, ORDER);
    }

    @Override
    void pack(MemorySegment source, long ld, int steps, MemorySegment panel) {
        MemorySegment packed = NativeAccess.rebase(panel);
        for (int k = 0; k < steps; k++) {
            long from = k * ld * Double.BYTES;
            long to = k * 2L * VECTOR;
            DoubleVector first = DoubleVector.fromMemorySegment(SPECIES, source, from, ORDER);
            DoubleVector second =
                    DoubleVector.fromMemorySegment(SPECIES, source, from + VECTOR, ORDER);
            first.intoMemorySegment(packed, to, ORDER);
            second.intoMemorySegment(packed, to + VECTOR, ORDER);
        }
    }

    @Override
    void merge(
            MemorySegment sum, MemorySegment c, int height, int width, Gemm product, double beta) {
        MemorySegment tile = NativeAccess.rebase(sum);
        double scale = product.alpha();
        double keep = beta;
        int vectors = SPECIES.loopBound(width);
        for (int i = 0; i < height; i++) {
            long from = (long) i * COLUMNS * Double.BYTES;
            long to = i * product.ldc() * Double.BYTES;
            for (int j = 0; j < vectors; j += LANES) {
                long skip = (long) j * Double.BYTES;
                DoubleVector s =
                        DoubleVector.fromMemorySegment(SPECIES, tile, from + skip, ORDER)
                                .mul(scale);
                if (keep != 0) {
                    s =
                            DoubleVector.fromMemorySegment(SPECIES, c, to + skip, ORDER)
                                    .mul(keep)
                                    .add(s);
                }
                s.intoMemorySegment(c, to + skip, ORDER);
            }
            for (int j = vectors; j < width; j++) {
                long skip = (long) j * Double.BYTES;
                double s = scale * tile.get(ELEMENT, from + skip);
                c.set(ELEMENT, to + skip, keep == 0 ? s : keep * c.get(ELEMENT, to + skip) + s);
            }
        }
    }
}
