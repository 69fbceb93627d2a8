package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.openblas.code.Processor;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is written past the caches is what is written into them. */
class StreamingLoopTest {
    private static final int AROUND = 32;
    private static final int LARGEST = 1000;

    @Test
    void bothLoopsGiveTheSameBits() {
        if (KernelEmitter.missing() != null) {
            assertThat(KernelEmitter.missing()).isNotEmpty();
            return;
        }
        check(InstructionSet.AVX2);
        if (Processor.current().avx512()) {
            check(InstructionSet.AVX512);
        }
    }

    private static void check(InstructionSet instructions) {
        Expr sum = Expr.arg(0).add(Expr.arg(1));
        Expr rarelyFar = sum.mul(10).sigmoid(); // one body up to -19, another beyond
        KernelBody body = KernelBody.storing(2, List.of(sum, rarelyFar), false);
        Loop loop =
                Objects.requireNonNull(
                        KernelEmitter.compile(
                                body,
                                AccessPattern.row(DType.F32, 0),
                                instructions,
                                () -> {
                                    throw new AssertionError("another loop");
                                }));
        assertThat(loop.streaming()).isNotSameAs(loop);
        for (int n : new int[] {1, 15, 16, 31, 64, 65, 200, LARGEST}) {
            for (int offset : new int[] {0, 1, 8}) {
                assertThat(results(loop.streaming(), n, offset, false))
                        .as("%s, %d elements from %d on", instructions, n, offset)
                        .isEqualTo(results(loop, n, offset, false));
                assertThat(results(loop.streaming(), n, offset, true))
                        .as("%s, in place, %d elements from %d on", instructions, n, offset)
                        .isEqualTo(results(loop, n, offset, true));
            }
        }
    }

    /** All bytes of the outputs, those around what is written too. */
    private static List<Float> results(Loop loop, int n, int offset, boolean isInPlace) {
        try (Scope scope = Scope.open("streaming")) {
            Storage[] storages = new Storage[4];
            long[] offsets = new long[4];
            for (int k = 0; k < storages.length; k++) {
                long size = (AROUND + LARGEST + AROUND) * (long) Float.BYTES;
                storages[k] = isInPlace && k == 2 ? storages[0] : Storage.reserve(scope, size);
                offsets[k] = (AROUND + offset) * (long) Float.BYTES;
                for (int i = 0; i < AROUND + LARGEST + AROUND; i++) {
                    storages[k].view().setAtIndex(JAVA_FLOAT, i, (float) Math.sin(k + i));
                }
            }
            loop.run(1, n, storages, offsets, new long[4], Loop.NO_SCALARS);
            List<Float> all = new ArrayList<>();
            for (int k = 2; k < storages.length; k++) {
                for (int i = 0; i < AROUND + LARGEST + AROUND; i++) {
                    all.add(storages[k].view().getAtIndex(JAVA_FLOAT, i));
                }
            }
            return all;
        }
    }
}
