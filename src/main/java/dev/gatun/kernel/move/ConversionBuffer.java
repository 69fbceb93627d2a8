package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.memory.internal.PerThread;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * A buffer through which a block of elements is converted from one type to another: as float if
 * both types fit into it, as long between integers, as double otherwise. One for each thread.
 */
public final class ConversionBuffer {
    private static final int LENGTH = StridedBuffer.capacity(1);

    private static final PerThread<ConversionBuffer> CURRENT =
            new PerThread<>(ConversionBuffer::new);

    public final float[] floats = new float[LENGTH];
    public final double[] doubles = new double[LENGTH];
    public final long[] longs = new long[LENGTH];

    private ConversionBuffer() {}

    public static ConversionBuffer current() {
        return CURRENT.get();
    }

    /** Converts the first {@code n} dense elements. Input and output may be the same buffer. */
    public void convert(StridedBuffer in, DType from, StridedBuffer out, DType to, int n) {
        if (from == DType.BF16 && to == DType.F32) {
            widenBfloat16(((StridedShorts) in).y, ((StridedInts) out).y, n);
        } else if (from == DType.F32 && to == DType.BF16) {
            narrowToBfloat16(((StridedInts) in).y, ((StridedShorts) out).y, n);
        } else if (fitsFloat(from) && fitsFloat(to)) {
            decodeFloats(in, from, n);
            encodeFloats(out, to, n);
        } else if (!from.isFloating() && !to.isFloating()) {
            decodeLongs(in, from, n);
            encodeLongs(out, to, n);
        } else {
            decodeDoubles(in, from, to, n);
            encodeDoubles(out, to, n);
        }
    }

    private static boolean fitsFloat(DType type) {
        return switch (type) {
            case F32, BF16, F16, U8, BOOL -> true;
            case F64, I64, I32 -> false;
        };
    }

    /** {@link Bfloat16#toFloat} on bits, which C2 vectorizes. */
    private static void widenBfloat16(short[] x, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] << 16;
        }
    }

    /** {@link Bfloat16#fromFloat} on bits and without a branch, so that C2 vectorizes it. */
    private static void narrowToBfloat16(int[] x, short[] y, int n) {
        for (int i = 0; i < n; i++) {
            int bits = x[i];
            int isNaN = (0x7f800000 - (bits & 0x7fffffff)) >> 31; // all ones or all zeros
            int nearest = (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
            int quiet = bits >>> 16 | 0x40;
            y[i] = (short) (nearest ^ ((nearest ^ quiet) & isNaN));
        }
    }

    private void decodeFloats(StridedBuffer in, DType from, int n) {
        switch (from) {
            case F32 -> MemorySegment.copy(in.dense, JAVA_FLOAT, 0, floats, 0, n);
            case BF16 -> {
                short[] x = ((StridedShorts) in).y;
                for (int i = 0; i < n; i++) {
                    floats[i] = Bfloat16.toFloat(x[i]);
                }
            }
            case F16 -> {
                short[] x = ((StridedShorts) in).y;
                for (int i = 0; i < n; i++) {
                    floats[i] = Float.float16ToFloat(x[i]);
                }
            }
            case U8 -> {
                byte[] x = ((StridedBytes) in).y;
                for (int i = 0; i < n; i++) {
                    floats[i] = x[i] & 0xff;
                }
            }
            case BOOL -> {
                byte[] x = ((StridedBytes) in).y;
                for (int i = 0; i < n; i++) {
                    floats[i] = x[i] != 0 ? 1 : 0;
                }
            }
            case F64, I64, I32 -> throw new AssertionError(from);
        }
    }

    public void encodeFloats(StridedBuffer out, DType to, int n) {
        switch (to) {
            case F32 -> MemorySegment.copy(floats, 0, out.dense, JAVA_FLOAT, 0, n);
            case BF16 -> {
                short[] y = ((StridedShorts) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = Bfloat16.fromFloat(floats[i]);
                }
            }
            case F16 -> {
                short[] y = ((StridedShorts) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = Float.floatToFloat16(floats[i]);
                }
            }
            case U8 -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) Math.max(Math.min((int) floats[i], 255), 0);
                }
            }
            case BOOL -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) (floats[i] != 0 ? 1 : 0);
                }
            }
            case F64, I64, I32 -> throw new AssertionError(to);
        }
    }

    private void decodeLongs(StridedBuffer in, DType from, int n) {
        toLongs(in, from, longs, n);
    }

    /** The first {@code n} dense elements of an integer type as longs. */
    public static void toLongs(StridedBuffer in, DType from, long[] longs, int n) {
        switch (from) {
            case I64 -> System.arraycopy(((StridedLongs) in).y, 0, longs, 0, n);
            case I32 -> {
                int[] x = ((StridedInts) in).y;
                for (int i = 0; i < n; i++) {
                    longs[i] = x[i];
                }
            }
            case U8 -> {
                byte[] x = ((StridedBytes) in).y;
                for (int i = 0; i < n; i++) {
                    longs[i] = x[i] & 0xff;
                }
            }
            case BOOL -> {
                byte[] x = ((StridedBytes) in).y;
                for (int i = 0; i < n; i++) {
                    longs[i] = x[i] != 0 ? 1 : 0;
                }
            }
            case F32, F64, BF16, F16 -> throw new AssertionError(from);
        }
    }

    public void encodeLongs(StridedBuffer out, DType to, int n) {
        switch (to) {
            case I64 -> System.arraycopy(longs, 0, ((StridedLongs) out).y, 0, n);
            case I32 -> {
                int[] y = ((StridedInts) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (int) longs[i];
                }
            }
            case U8 -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) longs[i];
                }
            }
            case BOOL -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) (longs[i] != 0 ? 1 : 0);
                }
            }
            case F32, F64, BF16, F16 -> throw new AssertionError(to);
        }
    }

    /**
     * 1 where the first {@code n} dense elements of a floating-point type are not 0 (NaN is not), 0
     * elsewhere.
     */
    public void toTruths(StridedBuffer in, DType from, long[] truths, int n) {
        decodeDoubles(in, from, DType.F64, n);
        for (int i = 0; i < n; i++) {
            truths[i] = doubles[i] != 0 ? 1 : 0;
        }
    }

    /** Converts longs to the first {@code n} dense elements of a buffer of any type. */
    public void fromLongs(long[] from, StridedBuffer out, DType to, int n) {
        if (to.isFloating()) {
            StridedLongs in = (StridedLongs) StridedBuffer.of(Long.BYTES);
            System.arraycopy(from, 0, in.y, 0, n);
            convert(in, DType.I64, out, to, n);
        } else {
            System.arraycopy(from, 0, longs, 0, n);
            encodeLongs(out, to, n);
        }
    }

    /** Depends on the output's type, because a long may have to be rounded to odd. */
    private void decodeDoubles(StridedBuffer in, DType from, DType to, int n) {
        switch (from) {
            case F32, BF16, F16, U8, BOOL -> {
                decodeFloats(in, from, n);
                for (int i = 0; i < n; i++) {
                    doubles[i] = floats[i];
                }
            }
            case F64 -> MemorySegment.copy(in.dense, JAVA_DOUBLE, 0, doubles, 0, n);
            case I64 -> decodeLongsAsDoubles(((StridedLongs) in).y, to, n);
            case I32 -> {
                int[] x = ((StridedInts) in).y;
                for (int i = 0; i < n; i++) {
                    doubles[i] = x[i];
                }
            }
        }
    }

    private void decodeLongsAsDoubles(long[] x, DType to, int n) {
        switch (to) {
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    doubles[i] = x[i];
                }
            }
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    doubles[i] = (float) x[i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    doubles[i] = toOdd(x[i]);
                }
            }
        }
    }

    public void encodeDoubles(StridedBuffer out, DType to, int n) {
        switch (to) {
            case F64 -> MemorySegment.copy(doubles, 0, out.dense, JAVA_DOUBLE, 0, n);
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    floats[i] = (float) doubles[i];
                }
                encodeFloats(out, to, n);
            }
            case BF16, F16 -> {
                for (int i = 0; i < n; i++) {
                    floats[i] = toOdd(doubles[i]);
                }
                encodeFloats(out, to, n);
            }
            case I64 -> {
                long[] y = ((StridedLongs) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (long) doubles[i];
                }
            }
            case I32 -> {
                int[] y = ((StridedInts) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (int) doubles[i];
                }
            }
            case U8 -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) Math.max(Math.min((int) doubles[i], 255), 0);
                }
            }
            case BOOL -> {
                byte[] y = ((StridedBytes) out).y;
                for (int i = 0; i < n; i++) {
                    y[i] = (byte) (doubles[i] != 0 ? 1 : 0);
                }
            }
        }
    }

    /**
     * Rounds to odd: a number that is not a float becomes the neighbouring float whose last bit is
     * set. Rounding that to fewer bits gives the same as rounding the number itself (S. Boldo and
     * G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding
     * to odd", 2008).
     */
    private static float toOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        boolean isTooGreat = Math.abs((double) nearest) > Math.abs(value);
        return Float.intBitsToFloat((isTooGreat ? bits - 1 : bits) | 1);
    }

    /** Rounds a long that is not a double to odd. */
    private static double toOdd(long value) {
        if (Math.abs(value) >>> 53 == 0) {
            return value;
        }
        return (value & ~0x7ffL) | ((value & 0x7ff) != 0 ? 0x800 : 0);
    }
}
