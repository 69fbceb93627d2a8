package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Integers as machine code, where there is any, give the bits of the interpreter. */
class IntegerKernelTest {
    private static final List<DType> TYPES =
            List.of(DType.I64, DType.I32, DType.U8, DType.BOOL, DType.F32);
    private static final List<DType> STORED =
            List.of(DType.I64, DType.I32, DType.U8, DType.BOOL, DType.F64, DType.F16);
    private static final List<BinaryOp> OPERATORS =
            List.of(
                    BinaryOp.ADD,
                    BinaryOp.SUB,
                    BinaryOp.MUL,
                    BinaryOp.MIN,
                    BinaryOp.MAX,
                    BinaryOp.BIT_AND,
                    BinaryOp.BIT_OR,
                    BinaryOp.BIT_XOR,
                    BinaryOp.SHIFT_LEFT,
                    BinaryOp.SHIFT_RIGHT,
                    BinaryOp.LT,
                    BinaryOp.LE,
                    BinaryOp.GT,
                    BinaryOp.GE,
                    BinaryOp.EQ,
                    BinaryOp.NE);

    private final SplittableRandom random = new SplittableRandom(23);

    static List<Expr> expressions() {
        Expr x = Expr.arg(0);
        Expr y = Expr.arg(1);
        List<Expr> all = new ArrayList<>();
        for (BinaryOp op : OPERATORS) {
            all.add(new Expr.Binary(op, x, y));
            all.add(new Expr.Binary(op, x, Expr.scalar(0)));
        }
        for (UnaryOp op : new UnaryOp[] {UnaryOp.NEG, UnaryOp.ABS, UnaryOp.SIGN, UnaryOp.ROUND}) {
            all.add(new Expr.Unary(op, x));
        }
        Expr shifted = new Expr.Binary(BinaryOp.SHIFT_RIGHT, x, Expr.constant(7));
        Expr isLess = new Expr.Binary(BinaryOp.LT, x, y);
        Expr sum = x.add(y);
        all.add(shifted.mul(y).sub(Expr.scalar(0)));
        all.add(Expr.select(isLess, x.mul(3), new Expr.Binary(BinaryOp.BIT_XOR, y, x)));
        // Where 32 bits are not enough: of a sum, its order, its sign, whether it is 0.
        all.add(new Expr.Binary(BinaryOp.LT, sum, x.sub(y)));
        all.add(new Expr.Binary(BinaryOp.SHIFT_RIGHT, sum, Expr.constant(1)));
        all.add(new Expr.Binary(BinaryOp.SHIFT_LEFT, x, sum));
        all.add(new Expr.Unary(UnaryOp.ABS, new Expr.Unary(UnaryOp.NEG, x)));
        all.add(new Expr.Unary(UnaryOp.SIGN, new Expr.Unary(UnaryOp.ABS, x)));
        all.add(Expr.select(sum, x, y));
        all.add(x.mul(Expr.constant(0x1p40)));
        all.add(new Expr.Binary(BinaryOp.POW, x, Expr.constant(2)).add(y));
        return all;
    }

    private Operand copy(Operand of) {
        Storage storage = Storage.reserve(Scope.automatic(), of.storage().byteSize());
        storage.view().copyFrom(of.memory());
        return new Operand(storage, of.layout(), of.dtype());
    }

    private void check(Expr value, Shape shape, Layout a, Layout b, Layout to, DType... types) {
        IntegerKernel kernel = IntegerKernel.of(2, List.of(value));
        IntegerKernel interpreter = IntegerKernel.interpreted(2, List.of(value));
        RandomOperand x = RandomOperand.ofBytes(a, types[0], random);
        RandomOperand y = RandomOperand.ofBytes(b, types[1], random);
        RandomOperand out = RandomOperand.ofBytes(to, types[2], random);
        Operand expected = copy(out.operand);
        long scalar = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(80) - 8;
        kernel.run(shape, new Operand[] {x.operand, y.operand, out.operand}, scalar);
        interpreter.run(shape, new Operand[] {x.operand, y.operand, expected}, scalar);
        assertThat(out.operand.memory().toArray(ValueLayout.JAVA_BYTE))
                .as("%s of %s and %s, %d, into %s", value, x.operand, y.operand, scalar, to)
                .isEqualTo(expected.memory().toArray(ValueLayout.JAVA_BYTE));
        x.assertUntouched();
        y.assertUntouched();
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void machineCodeGivesTheBitsOfTheInterpreter(Expr value) {
        for (DType a : TYPES) {
            for (DType b : TYPES) {
                for (DType to : STORED) {
                    int n = List.of(1, 7, 13, 64, 77).get(random.nextInt(5));
                    Layout row = Layout.contiguous(Shape.of(n), random.nextInt(3));
                    check(value, Shape.of(n), row, row, row, a, b, to);
                }
            }
        }
    }

    @Test
    void layouts() {
        List<Expr> expressions = expressions();
        int turn = 0;
        for (Shape shape : RandomOperand.shapes()) {
            List<Layout> inputs = RandomOperand.inputs(shape);
            List<Layout> outputs = RandomOperand.layouts(shape);
            for (int k = 0; k < inputs.size(); k++, turn++) {
                check(
                        expressions.get(turn % expressions.size()),
                        shape,
                        inputs.get(k),
                        inputs.get(random.nextInt(inputs.size())),
                        outputs.get(random.nextInt(outputs.size())),
                        TYPES.get(random.nextInt(4)),
                        TYPES.get(random.nextInt(4)),
                        STORED.get(random.nextInt(4)));
            }
        }
    }

    @Test
    void anOutputMayBeAnInput() {
        Shape shape = Shape.of(10_007);
        RandomOperand x = RandomOperand.ofBytes(Layout.contiguous(shape), DType.I64, random);
        Operand expected = copy(x.operand);
        List<Expr> doubled = List.of(Expr.arg(0).add(Expr.arg(1)));
        IntegerKernel.of(2, doubled).run(shape, new Operand[] {x.operand, x.operand, x.operand});
        for (int i = 0; i < 10_007; i++) {
            long before = expected.memory().getAtIndex(ValueLayout.JAVA_LONG, i);
            assertThat(x.bits(i)).isEqualTo(2 * before);
        }
    }
}
