package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.op.move.ViewOp;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Tape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is recorded, and what a write in place does to it. */
class TapeTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("tape");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor leaf(double... values) {
        Tensor tensor = Tensor.of(values);
        tensor.node = Node.leaf(tensor);
        return tensor;
    }

    private static Node node(Tensor tensor) {
        return Objects.requireNonNull(tensor.node);
    }

    private static @Nullable Tensor[] backward(Tensor result, Tensor upstream) {
        Node node = node(result);
        return Objects.requireNonNull(node.op).backward(node, upstream);
    }

    @Test
    void numbersAreRecordedAsTheyWere() {
        Tensor x = leaf(1, 2);
        double[] numbers = {3};
        Tensor y = Formula.of(Expr.arg(0).mul(Expr.scalar(0))).apply(numbers, x);
        numbers[0] = 100; // the next call's
        y.sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).toDoubleArray()).containsExactly(3, 3);
    }

    @Test
    void onlyWhatNeedsAGradientIsRecorded() {
        Tensor x = leaf(1, 2);
        Tensor plain = Tensor.of(1.0, 2.0);
        assertThat(plain.mul(plain).node).isNull();
        assertThat(x.gt(1).followed()).isNull();
        assertThat(x.to(DType.I64).followed()).isNull();
        assertThat(node(x.mul(plain)).op).isInstanceOf(MapOp.class);
        assertThat(node(x.mul(plain)).needs(0)).isTrue();
        assertThat(node(x.mul(plain)).needs(1)).isFalse();
        assertThat(node(x.reshape(2, 1)).op).isInstanceOf(ViewOp.ReshapeOp.class);
        boolean was = Tape.turn(false);
        try {
            assertThat(x.mul(plain).node).isNull();
            assertThat(x.flip(0).node).isNull();
        } finally {
            Tape.turn(was);
        }
        assertThat(x.mul(plain).node).isNotNull();
    }

    @Test
    void gradientsOfAFormulaAreSummedOverWhatWasBroadcast() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        x.node = Node.leaf(x);
        Tensor row = leaf(10, 20, 30);
        Tensor upstream = Tensor.of(new double[] {1, 1, 1, 2, 2, 2}, 2, 3);
        @Nullable Tensor[] gradients = backward(x.mul(row), upstream);
        assertThat(gradients[0]).hasToString("[[10. 20. 30.]\n [20. 40. 60.]]\n[2, 3] float64");
        assertThat(gradients[1]).hasToString("[ 9. 12. 15.] [3] float64");
    }

    @Test
    void gradientsHaveTheTypeOfTheirInput() {
        Tensor single = Tensor.of(1f, 2f);
        single.node = Node.leaf(single);
        @Nullable Tensor[] gradients =
                backward(single.mul(Tensor.of(3.0, 4.0)), Tensor.of(1.0, 1.0));
        assertThat(gradients[0]).hasToString("[3. 4.] [2] float32");
    }

    @Test
    void gradientsMayBeDifferentiatedAgain() {
        Tensor x = leaf(2);
        @Nullable Tensor[] first = backward(x.pow(3), Tensor.of(1.0));
        Tensor slope = Objects.requireNonNull(first[0]);
        assertThat(slope.item()).isEqualTo(12);
        assertThat(slope.node).isNotNull();
    }

    @Test
    void aLeafIsNotWrittenButOutsideTheTape() {
        Tensor x = leaf(1, 2);
        assertThatThrownBy(() -> x.add_(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add_: tensor [2] float64 requires a gradient");
        assertThatThrownBy(() -> x.narrow(0, 0, 1).fill_(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fill_: other tensors share the memory");
        assertThat(x.toDoubleArray()).containsExactly(1, 2);
        boolean was = Tape.turn(false);
        try {
            x.add_(1);
        } finally {
            Tape.turn(was);
        }
        assertThat(x.toDoubleArray()).containsExactly(2, 3);
        assertThat(node(x).isLeaf()).isTrue();
    }

    @Test
    void aWriteOverWhatAGradientNeedsIsFoundOut() {
        Tensor x = leaf(1, 2);
        Tensor needsInput = x.mul(1).square();
        Tensor needsResult = x.exp();
        Tensor needsNeither = x.add(1);
        needsResult.mul_(2);
        Node exp = node(node(needsResult).rawInput(0));
        assertThatThrownBy(() -> Objects.requireNonNull(exp.op).backward(exp, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of exp needs the result")
                .hasMessageContaining("written in place since");
        needsNeither.mul_(3);
        assertThat(backward(needsNeither, x)[0]).isNotNull();
        assertThat(backward(needsInput, x)[0]).isNotNull();
        Node square = node(needsInput);
        boolean was = Tape.turn(false);
        try {
            square.rawInput(0).fill_(0);
        } finally {
            Tape.turn(was);
        }
        assertThatThrownBy(() -> backward(needsInput, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the gradient of square needs input 0");
    }

    @Test
    void aRecordedWriteKeepsWhatItsOwnGradientNeeds() {
        Tensor x = leaf(3, 4);
        Tensor y = x.add(0);
        y.mul_(leaf(5, 6));
        @Nullable Tensor[] gradients = backward(y, Tensor.of(1.0, 1.0));
        assertThat(gradients[0]).hasToString("[5. 6.] [2] float64");
        assertThat(gradients[1]).hasToString("[3. 4.] [2] float64");
    }

    @Test
    void copiesAndFillsPassGradientsOn() {
        Tensor buffer = Tensor.zeros(Shape.of(2, 2), DType.F64);
        buffer.copy_(leaf(1, 2));
        Tensor upstream = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        assertThat(backward(buffer, upstream)[1]).hasToString("[4. 6.] [2] float64");
        buffer.fill_(7);
        assertThat(backward(buffer, upstream)[0])
                .hasToString("[[0. 0.]\n [0. 0.]]\n[2, 2] float64");
    }

    @Test
    void viewsAreEachOthersGradients() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        x.node = Node.leaf(x);
        Tensor up = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertThat(backward(x.t(), up)[0]).hasToString("[[1. 3. 5.]\n [2. 4. 6.]]\n[2, 3] float64");
        assertThat(backward(x.permute(1, 0), up)[0])
                .hasToString("[[1. 3. 5.]\n [2. 4. 6.]]\n[2, 3] float64");
        assertThat(backward(x.select(1, -1), Tensor.of(7.0, 8.0))[0])
                .hasToString("[[0. 0. 7.]\n [0. 0. 8.]]\n[2, 3] float64");
        assertThat(backward(x.unsqueeze(0).expand(2, 2, 3), Tensor.stack(0, x, x))[0])
                .hasToString("[[[ 2.  4.  6.]\n  [ 8. 10. 12.]]]\n[1, 2, 3] float64");
        assertThat(backward(Tensor.cat(1, x, x.mul(2)), Tensor.cat(1, x, x))[1])
                .hasToString("[[1. 2. 3.]\n [4. 5. 6.]]\n[2, 3] float64");
    }
}
