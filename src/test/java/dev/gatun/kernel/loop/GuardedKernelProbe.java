package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;

/**
 * A program of its own: every expression of the table over operands beside pages that cannot be
 * accessed, dense and of every other element, and of each type that is stored. The results have the
 * bits they have elsewhere.
 */
public final class GuardedKernelProbe {
    private static final int[] LENGTHS = {1, 3, 7, 13, 15, 16, 17, 31, 64, 77, 1024, 1031};
    private static final List<DType> STORED =
            List.of(DType.BF16, DType.F16, DType.U8, DType.BOOL, DType.I32, DType.I64, DType.F32);

    private final Random random = new Random(5);

    private GuardedKernelProbe() {}

    public static void main(String[] args) {
        GuardedKernelProbe probe = new GuardedKernelProbe();
        int rows = 0;
        for (KernelCase row : KernelCase.all()) {
            for (DType type : new DType[] {DType.F32, DType.F64}) {
                for (int n : LENGTHS) {
                    probe.check(row, type, n);
                }
            }
            rows++;
        }
        System.out.println("the same bits in " + rows + " rows");
    }

    private void check(KernelCase row, DType type, int n) {
        Kernel kernel = Kernel.of(row.inputs(), Output.store(row.value()));
        Shape shape = Shape.of(n);
        for (Layout layout :
                List.of(Layout.contiguous(shape), Layout.of(shape, new long[] {2}, 0))) {
            for (DType other : STORED.subList(0, layout.isContiguous() ? STORED.size() : 1)) {
                Operand[] guarded = new Operand[row.inputs() + 1];
                Operand[] ordinary = new Operand[row.inputs() + 1];
                for (int k = 0; k <= row.inputs(); k++) {
                    DType dtype = k == 1 ? other : type;
                    guarded[k] =
                            CanaryOperand.random(
                                    dtype, layout, () -> random.nextDouble(row.low(), row.high()));
                    ordinary[k] = copy(guarded[k]);
                }
                kernel.run(type, shape, guarded, KernelCase.SCALARS);
                kernel.run(type, shape, ordinary, KernelCase.SCALARS);
                assertThat(bytes(guarded[row.inputs()]))
                        .as("%s, %d of %s", row, n, type)
                        .isEqualTo(bytes(ordinary[row.inputs()]));
            }
        }
    }

    private static byte[] bytes(Operand operand) {
        return operand.memory().toArray(ValueLayout.JAVA_BYTE);
    }

    private static Operand copy(Operand operand) {
        Storage storage = Storage.reserve(Scope.automatic(), operand.storage().byteSize());
        storage.view().copyFrom(operand.memory());
        return new Operand(storage, operand.layout(), operand.dtype());
    }
}
