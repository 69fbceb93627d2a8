package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What an element in memory is in a lane, and the reverse, in bits. */
final class LaneConversion {
    private LaneConversion() {}

    /** The lane's own type, or one that is converted. */
    static DType anyInput(Random random, DType lane, InstructionSet instructions) {
        List<DType> possible = new ArrayList<>(List.of(lane));
        for (DType type : DType.values()) {
            if (OperandEmitter.canLoad(type, lane, instructions)) {
                possible.add(type);
            }
        }
        return possible.get(random.nextInt(possible.size()));
    }

    /** Likewise, of an output. */
    static DType anyOutput(Random random, DType lane) {
        List<DType> possible = new ArrayList<>(List.of(lane));
        for (DType type : DType.values()) {
            if (OperandEmitter.canStore(lane, type)) {
                possible.add(type);
            }
        }
        return possible.get(random.nextInt(possible.size()));
    }

    /** The bits of a lane, of the bits of an element, the sign extended. */
    static long load(DType from, DType lane, long bits) {
        if (from == lane) {
            return bits;
        }
        if (!lane.isFloating()) {
            return from == DType.U8 ? bits & 0xff : bits;
        }
        double value =
                switch (from) {
                    case F32 -> Float.intBitsToFloat((int) bits);
                    case BF16 -> Bfloat16.toFloat((short) bits);
                    case F16 -> Float.float16ToFloat((short) bits);
                    case U8 -> bits & 0xff;
                    case I32, I64 -> bits;
                    case F64, BOOL -> throw new AssertionError(from);
                };
        return lane == DType.F32
                ? Float.floatToRawIntBits((float) value)
                : Double.doubleToRawLongBits(value);
    }

    /** The bits of an element, the sign extended, of the bits of a lane. */
    static long store(DType lane, DType to, long bits) {
        if (to == lane || to == DType.BOOL) {
            return bits;
        }
        return switch (to) {
            case BF16 -> Bfloat16.fromFloat(Float.intBitsToFloat((int) bits));
            case F16 -> Float.floatToFloat16(Float.intBitsToFloat((int) bits));
            case F32 -> Float.floatToRawIntBits((float) Double.longBitsToDouble(bits));
            case I32 -> (int) bits;
            case U8 -> (byte) bits;
            case F64, I64, BOOL -> throw new AssertionError(to);
        };
    }

    /** Some element of a type, NaN excepted, in bits. */
    static long number(DType type, Random random) {
        double value = random.nextGaussian() * Math.pow(2, random.nextInt(9) - 4);
        return switch (type) {
            case F32 -> Float.floatToRawIntBits((float) value);
            case F64 -> Double.doubleToRawLongBits(value);
            case BF16 -> Bfloat16.fromFloat((float) value);
            case F16 -> Float.floatToFloat16((float) value);
            case I64 -> random.nextLong();
            case I32 -> random.nextInt();
            case U8 -> (byte) random.nextInt();
            case BOOL -> Math.max(0, random.nextInt(300) - 150);
        };
    }
}
