package dev.gatun.kernel.move;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;

/**
 * Copies from any type into any other.
 *
 * <ul>
 *   <li>Into a floating type: the nearest number, ties to even, rounded once. Numbers that are too
 *       great become infinities. A NaN remains a NaN.
 *   <li>From a floating type into an integer one: truncated, as by Java's casts. Numbers out of
 *       range become the nearest end of it, for {@link DType#U8} 0 or 255; NaN becomes 0.
 *   <li>From an integer type into a narrower one: the low bits, as by Java's casts and in PyTorch.
 *       {@link DType#U8} is unsigned both ways.
 *   <li>Into {@link DType#BOOL}: 1 of what is not 0, as NaN is not, else 0. From it: 1 of any byte
 *       but 0.
 * </ul>
 */
public final class Convert {
    private Convert() {}

    /**
     * Copies and converts all elements.
     *
     * @param from broadcasts to the output's shape
     * @param to overlaps neither itself nor the input
     */
    public static void convert(Operand from, Operand to) {
        if (from.dtype() == to.dtype()) {
            Copy.copy(from, to);
            return;
        }
        LoopNest nest = LoopNest.of(to.layout().shape(), to.layout(), from.layout());
        int width = Math.max(from.dtype().bytes(), to.dtype().bytes());
        TransposeBlocks blocks = new TransposeBlocks(nest, width);
        ParallelFor.run(
                blocks.count(),
                (long) StridedBuffer.capacity(width) * width,
                (start, end) -> {
                    StridedBuffer in = StridedBuffer.of(from.dtype().bytes());
                    StridedBuffer out = StridedBuffer.of(to.dtype().bytes());
                    ConversionBuffer conversion = ConversionBuffer.current();
                    blocks.run(
                            start,
                            end,
                            (fromOffset, toOffset, h, w) -> {
                                blocks.load(in, from.memory(), fromOffset, h, w);
                                conversion.convert(in, from.dtype(), out, to.dtype(), h * w);
                                blocks.store(out, to.memory(), toOffset, h, w);
                            });
                });
    }

    /** Sets the first element of a buffer. */
    public static void one(double value, DType type, StridedBuffer buffer) {
        ConversionBuffer conversion = ConversionBuffer.current();
        conversion.doubles[0] = value;
        conversion.encodeDoubles(buffer, type, 1);
    }

    /** Sets the first element of a buffer. */
    public static void one(long value, DType type, StridedBuffer buffer) {
        StridedLongs in = (StridedLongs) StridedBuffer.of(Long.BYTES);
        in.y[0] = value;
        if (type != DType.I64) {
            ConversionBuffer.current().convert(in, DType.I64, buffer, type, 1);
        }
    }
}
