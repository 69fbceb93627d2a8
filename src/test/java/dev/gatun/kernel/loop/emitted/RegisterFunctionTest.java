package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.GeneralRegister;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of vectors in registers, against the loops over the same expressions. */
class RegisterFunctionTest {
    private static final int ROOM = 192;

    /** The registers of a product's sums, and two that it keeps besides. */
    private static int sums(InstructionSet instructions) {
        return instructions == InstructionSet.AVX512 ? 16 : 8;
    }

    @ParameterizedTest
    @CsvSource({"F32, AVX512", "F64, AVX512", "F32, AVX2", "F64, AVX2"})
    void givesTheBitsOfLoops(DType type, InstructionSet instructions) {
        assumeTrue(InstalledLoop.instructionSets().contains(instructions), "the processor has it");
        List<String> compared = new ArrayList<>();
        for (ElementwiseFunction each : ElementwiseFunction.values()) {
            if (each.arity() == 1) {
                Expr body = each.withNumbers(0);
                boolean isWide = instructions == InstructionSet.AVX512;
                RegisterFunction function = RegisterFunction.of(body, type, isWide);
                if (function != null) {
                    compare(each, function, type, instructions);
                    compared.add(each.symbol());
                }
            }
        }
        assertThat(compared)
                .contains("relu", "tanh", "sigmoid", "gelu", "silu", "softplus", "exp", "mish")
                .doesNotContain("sin", "lgamma"); // of limited arguments, and not lowered
    }

    @ParameterizedTest
    @EnumSource(InstructionSet.class)
    void scalarsAreRefused(InstructionSet instructions) {
        boolean isWide = instructions == InstructionSet.AVX512;
        Expr scaled = Expr.arg(0).mul(Expr.scalar(0));
        assertThat(RegisterFunction.of(scaled, DType.F32, isWide)).isNull();
    }

    private static void compare(
            ElementwiseFunction each,
            RegisterFunction function,
            DType type,
            InstructionSet instructions) {
        int sums = sums(instructions);
        int lanes = instructions.bytes() / type.bytes();
        try (Scope scope = Scope.open("vectors");
                Arena arena = Arena.ofConfined()) {
            int n = sums * lanes;
            Storage from = Storage.reserve(scope, (long) n * type.bytes());
            Storage to = Storage.reserve(scope, (long) n * type.bytes());
            MemorySegment input = from.window(0, from.byteSize());
            fill(type, input, n);
            Loop loop =
                    requireNonNull(
                            KernelEmitter.compile(
                                    KernelBody.storing(1, List.of(each.withNumbers(0)), false),
                                    AccessPattern.row(type, 0),
                                    instructions,
                                    () -> {
                                        throw new AssertionError("another loop");
                                    }));
            loop.run(n, from, 0, to, 0, Loop.NO_SCALARS);
            MemorySegment expected = to.window(0, to.byteSize());
            MemorySegment block = arena.allocate(CallBlocks.BYTES, 64);
            for (int count = 1; count <= sums; count += count < 3 ? 1 : 5) {
                MemorySegment values = arena.allocate(input.byteSize(), 64).copyFrom(input);
                block.set(JAVA_LONG, 0, values.address());
                CodeCall.runLong(block.address(), install(function, instructions, count));
                long done = (long) count * instructions.bytes();
                assertThat(values.asSlice(0, done).mismatch(expected.asSlice(0, done)))
                        .as("%s of %d vectors", each.symbol(), count)
                        .isEqualTo(-1);
                assertThat(values.asSlice(done).mismatch(input.asSlice(done)))
                        .as("%s: the vectors behind %d", each.symbol(), count)
                        .isEqualTo(-1);
            }
        }
    }

    /** Ordinary numbers, in every vector one that is none. */
    private static void fill(DType type, MemorySegment input, int n) {
        Random random = new Random(20261128);
        double[] others = {
            Double.NaN, 1 / 0.0, -1 / 0.0, -0.0, 1e-40, 1e-310, 90, -90, 1e30, -1e30
        };
        for (int i = 0; i < n; i++) {
            double value = i % 3 == 0 ? others[i / 3 % others.length] : 4 * random.nextGaussian();
            ElementAccess.set(type, input, i, value);
        }
    }

    /** A function that loads vectors, calls the other, and stores all registers. */
    private static long install(RegisterFunction function, InstructionSet instructions, int count) {
        int sums = sums(instructions);
        int kept = sums + 5;
        Assembler code = new Assembler(instructions == InstructionSet.AVX512, false);
        Label[] calls = new Label[sums];
        Arrays.setAll(calls, _ -> new Label());
        code.begin();
        code.load(GeneralRegister.RSI, Address.of(GeneralRegister.RDI, 0));
        for (int register = 0; register < sums; register++) {
            Address at = Address.of(GeneralRegister.RSI, register * instructions.bytes());
            code.vector(Instruction.VMOVUPS, register, 0, at);
        }
        code.vector(Instruction.VMOVAPS, kept, 0, sums - 1);
        code.call(calls[count - 1]);
        for (int register = 0; register < sums; register++) {
            // The last vector from the register that is kept, where it is not computed.
            int value = register == sums - 1 && count < sums ? kept : register;
            Address at = Address.of(GeneralRegister.RSI, register * instructions.bytes());
            code.vector(Instruction.VMOVUPS_STORE, value, 0, at);
        }
        code.clearUpper();
        code.end();
        function.write(code, calls, ROOM, kept, kept - 1);
        long address = CodeMemory.install("test", code.toBytes());
        assertThat(address).isNotEqualTo(CodeMemory.NONE);
        return address;
    }
}
