package dev.gatun.tensor;

import static dev.gatun.shape.DType.BOOL;
import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I32;
import static dev.gatun.shape.DType.I64;
import static dev.gatun.shape.DType.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The type bool: what gives it, what takes it, and what is refused of it. */
class BoolTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("bool");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** The bytes in memory are 1 and 0, and no others. */
    private static void assertBytes(Tensor x, int... expected) {
        assertThat(x.dtype()).isEqualTo(BOOL);
        byte[] bytes = x.contiguous().asSegment().toArray(ValueLayout.JAVA_BYTE);
        assertThat(bytes).hasSize(expected.length);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).as("element %d", i).isEqualTo((byte) expected[i]);
        }
    }

    @Test
    void isMadeReadAndPrinted() {
        Tensor x = Tensor.of(true, false, true);
        assertBytes(x, 1, 0, 1);
        assertThat(x.toString()).isEqualTo("[ True False  True] [3] bool");
        assertThat(Tensor.of(new boolean[] {true, false, false, true}, 2, 2).toString())
                .isEqualTo("[[ True False]\n [False  True]]\n[2, 2] bool");
        assertThat(Tensor.of(new boolean[][] {{true}, {true}}).toString())
                .isEqualTo("[[ True]\n [ True]]\n[2, 1] bool");
        assertThat(Tensor.scalar(true).toString()).isEqualTo("True [] bool");
        assertThat(Tensor.scalar(false).toString()).isEqualTo("False [] bool");
        assertThat(x.toBooleanArray()).containsExactly(true, false, true);
        assertThat(x.reshape(1, 3).toBooleanArray2d()[0]).containsExactly(true, false, true);
        assertThat(Tensor.of(0f, Float.NaN, 2f).toBooleanArray())
                .containsExactly(false, true, true);
        assertThat(Tensor.scalar(true).itemBoolean()).isTrue();
        assertThat(Tensor.scalar(true).item()).isEqualTo(1);
        assertThat(Tensor.scalar(false).itemLong()).isZero();
        assertThat(x.getBoolean(-1)).isTrue();
        assertBytes(x.set(false, 0).set(7, 1).set(Double.NaN, 2), 0, 1, 1);
        assertBytes(x.fill_(2.5), 1, 1, 1);
        assertBytes(x.zero_(), 0, 0, 0);
        assertThatThrownBy(x::itemBoolean).hasMessageStartingWith("itemBoolean: takes a tensor");
    }

    @Test
    void isMadeByWhatMakesTensors() {
        assertBytes(Tensor.zeros(Shape.of(2), BOOL), 0, 0);
        assertBytes(Tensor.ones(Shape.of(2), BOOL), 1, 1);
        assertBytes(Tensor.full(Shape.of(2), Double.NaN, BOOL), 1, 1);
        assertBytes(Tensor.full(Shape.of(2), -300, BOOL), 1, 1);
        assertBytes(Tensor.eye(2, 2, BOOL), 1, 0, 0, 1);
        assertBytes(Tensor.of(true).onesLike(), 1);
        assertBytes(Tensor.of(true).zerosLike(), 0);
        assertThat(Tensor.randint(0, 2, Shape.of(5), BOOL, new Generator(1)).dtype())
                .isEqualTo(BOOL);
        assertThat(Tensor.bernoulli(0.5, Shape.of(99), BOOL, new Generator(1)).sum().itemLong())
                .isBetween(20L, 80L);
        assertThat(DType.of("bool")).isEqualTo(BOOL);
    }

    static Stream<Arguments> refused() {
        Tensor x = Tensor.of(true, false);
        return Stream.of(
                refusal("rand: ", () -> Tensor.rand(Shape.of(2), BOOL)),
                refusal("randn: ", () -> Tensor.randn(Shape.of(2), BOOL)),
                refusal(
                        "randint: ",
                        () -> Tensor.randint(0, 3, Shape.of(2), BOOL, new Generator(1))),
                refusal("arange: takes numbers", () -> Tensor.arange(0, 2, 1, BOOL)),
                refusal("arange: takes numbers", () -> Tensor.arange(0.0, 2, 1, BOOL)),
                refusal("linspace: takes numbers", () -> Tensor.linspace(0, 1, 2, BOOL)),
                refusal("sub: takes numbers, not tensor [2] bool; logicalXor", () -> x.sub(x)),
                refusal("sub: ", () -> Tensor.of(1f, 2f).sub(x)),
                refusal("sub: ", () -> x.sub(1)),
                refusal("rsub: ", () -> x.rsub(1)),
                refusal("neg: takes numbers", x::neg),
                refusal("abs: ", x::abs),
                refusal("floor: ", x::floor),
                refusal("pow: ", () -> x.pow(x)),
                refusal("square: ", x::square),
                refusal("relu: ", x::relu),
                refusal("clamp: ", () -> x.clamp(0, 1)),
                refusal("mean: takes numbers, not bool", x::mean),
                refusal("var: ", x::var),
                refusal("std: ", x::std),
                refusal("norm: ", x::norm),
                refusal("matmul: takes numbers", () -> x.reshape(1, 2).matmul(x.reshape(2, 1))),
                refusal("dot: takes numbers", () -> x.dot(x)),
                refusal("add_: the result has fractions", () -> x.add_(Tensor.of(1f, 2f))),
                refusal("add_: the result has fractions", () -> x.add_(0.5)),
                refusal("add_: the result is int64", () -> x.add_(1)),
                refusal("mul_: the result is int64", () -> x.mul_(Tensor.of(1L, 2L))),
                refusal("sub_: ", () -> Tensor.of(1f, 2f).sub_(x)),
                refusal("requiresGrad_: gives floating", () -> x.requiresGrad_(true)),
                refusal("indexSelect: takes int64", () -> x.indexSelect(0, x)));
    }

    private static Arguments refusal(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNotDefinedIsRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTypeIsConverted(DType from) {
        Tensor x = Tensor.of(0f, 1f, 3f, -0f).to(from);
        assertBytes(x.to(BOOL), 0, 1, 1, 0);
        Tensor back = x.to(BOOL).to(from);
        assertThat(back.dtype()).isEqualTo(from);
        assertThat(back.toDoubleArray()).containsExactly(0, 1, 1, 0);
        if (from.isFloating()) {
            Tensor hard = Tensor.of(Double.NaN, INF, -INF, 1e-3).to(from);
            assertBytes(hard.to(BOOL), 1, 1, 1, 1);
        }
        assertBytes(Tensor.of(false, true, true, false).copy_(x), 0, 1, 1, 0);
    }

    @Test
    void smallAndWideNumbersAreTrue() {
        assertBytes(Tensor.of(Double.MIN_VALUE, 1e-300).to(BOOL), 1, 1);
        assertBytes(Tensor.of(1L << 40, Long.MIN_VALUE, 256).to(BOOL), 1, 1, 1);
        assertBytes(Tensor.of(new int[] {1 << 8, 1 << 16}).to(BOOL), 1, 1);
    }

    /** Every byte but 0 is true, wherever it comes from; what is written to bool is 1 or 0. */
    @Test
    void bytesOfOthersAreReadAsTrue() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory =
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, new byte[] {0, 1, 2, -1});
            Tensor x = Tensor.fromSegment(memory, BOOL, 4);
            assertThat(x.toString()).isEqualTo("[False  True  True  True] [4] bool");
            assertThat(x.toBooleanArray()).containsExactly(false, true, true, true);
            assertThat(x.toFloatArray()).containsExactly(0, 1, 1, 1);
            assertThat(x.getLong(2)).isEqualTo(1);
            assertThat(x.sum().itemLong()).isEqualTo(3);
            assertBytes(x.logicalNot(), 1, 0, 0, 0);
            assertBytes(x.logicalAnd(Tensor.of(true, true, true, true)), 0, 1, 1, 1);
            assertBytes(x.eq(Tensor.of(true, true, true, true)), 0, 1, 1, 1);
            assertBytes(x.eq(1), 0, 1, 1, 1);
            assertBytes(x.add(x), 0, 1, 1, 1);
            assertThat(x.mul(Tensor.of(2f, 2f, 2f, 2f)).toFloatArray()).containsExactly(0, 2, 2, 2);
            assertThat(Tensor.where(x, 5.0, Tensor.zeros(4)).toFloatArray())
                    .containsExactly(0, 5, 5, 5);
        }
        Tensor written = Tensor.zeros(Shape.of(3), BOOL);
        written.write(m -> m.copyFrom(MemorySegment.ofArray(new byte[] {7, 0, -128})));
        assertBytes(written, 1, 0, 1);
        assertThatThrownBy(() ->
                        written.write(m -> {
                            m.set(ValueLayout.JAVA_BYTE, 1, (byte) 9);
                            throw new IllegalStateException("mine");
                        }))
                .hasMessage("mine");
        assertBytes(written, 1, 1, 1);
    }

    @Test
    void elementsMoveAsTheyAre() {
        Tensor x = Tensor.of(new boolean[] {true, false, false, true, true, false}, 2, 3);
        assertBytes(x.t(), 1, 1, 0, 1, 0, 0);
        assertBytes(x.flip(1), 0, 0, 1, 0, 1, 1);
        assertBytes(x.select(0, 1).slice(Slice.every(2)), 1, 0);
        assertBytes(Tensor.cat(0, x.select(0, 0), x.select(0, 1)), 1, 0, 0, 1, 1, 0);
        assertBytes(Tensor.stack(0, x.select(1, 0), x.select(1, 1)), 1, 1, 0, 1);
        assertThat(Tensor.cat(0, x, Tensor.ones(1, 3)).dtype()).isEqualTo(F32);
        assertThat(Tensor.cat(0, x, Tensor.ones(1, 3).to(U8)).dtype()).isEqualTo(U8);
        assertBytes(x.indexSelect(1, Tensor.of(2L, 0L)), 0, 1, 0, 1);
        assertBytes(x.gather(1, Tensor.of(new long[] {1, 0}, 2, 1)), 0, 1);
        assertBytes(Tensor.ones(Shape.of(2, 2), BOOL).tril(), 1, 0, 1, 1);
        assertBytes(Tensor.ones(Shape.of(2, 2), BOOL).triu(1), 0, 1, 0, 0);
        assertBytes(x.repeat(1, 2).select(0, 0), 1, 0, 0, 1, 0, 0);
        assertBytes(scope.keep(x), 1, 0, 0, 1, 1, 0);
    }

    static Stream<Arguments> questions() {
        return Stream.<Function<Tensor, Tensor>>of(
                        x -> x.eq(x),
                        x -> x.lt(1.5),
                        x -> x.ge(1),
                        Tensor::isNaN,
                        Tensor::logicalNot,
                        x -> x.logicalOr(x),
                        x -> x.logicalXor(x),
                        x -> x.any(),
                        x -> x.all(0),
                        x -> Tensor.map(x, e -> e.gt(0)),
                        x -> Tensor.map(x, e -> e.lt(1).logicalAnd(e.exp().gt(0))))
                .flatMap(call -> Stream.of(DType.values()).map(type -> Arguments.of(call, type)));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionsAreAnsweredInBool(Function<Tensor, Tensor> question, DType dtype) {
        Tensor x = Tensor.of(0f, 1f, 3f).to(dtype);
        assertThat(question.apply(x).dtype()).isEqualTo(BOOL);
        assertThat(question.apply(x.reshape(3, 1).expand(3, 2)).dtype()).isEqualTo(BOOL);
    }

    @Test
    void comparisonsAreNumbersInsideExpressions() {
        Tensor x = Tensor.of(-1f, 2f, Float.NaN);
        Tensor twice = Tensor.map(x, e -> e.gt(0).add(e.gt(1)));
        assertThat(twice.dtype()).isEqualTo(F32);
        assertThat(twice.toFloatArray()).containsExactly(0, 2, 0);
        List<Tensor> both =
                Formula.of(Expr.arg(0).gt(0), Expr.arg(0).mul(2)).applyAll(new double[0], x);
        assertBytes(both.get(0), 0, 1, 0);
        assertThat(both.get(1).dtype()).isEqualTo(F32);
        Tensor target = Tensor.zeros(3);
        Formula.of(Expr.arg(0).le(0)).into(List.of(target), new double[0], x);
        assertThat(target.toFloatArray()).containsExactly(1, 0, 0);
        Tensor mask = Tensor.zeros(Shape.of(3), BOOL);
        Formula.of(Expr.arg(0).le(0)).into(List.of(mask), new double[0], x);
        assertBytes(mask, 1, 0, 0);
        assertThat(Tensor.zeros(3).add_(mask).toFloatArray()).containsExactly(1, 0, 0);
    }

    static Stream<Arguments> logic() {
        return Stream.of(
                logical(Tensor::logicalAnd, 0, 0, 0, 1),
                logical(Tensor::logicalOr, 0, 1, 1, 1),
                logical(Tensor::logicalXor, 0, 1, 1, 0),
                logical(Tensor::add, 0, 1, 1, 1),
                logical(Tensor::mul, 0, 0, 0, 1),
                logical(Tensor::maximum, 0, 1, 1, 1),
                logical(Tensor::minimum, 0, 0, 0, 1),
                logical(Tensor::eq, 1, 0, 0, 1),
                logical(Tensor::lt, 0, 1, 0, 0),
                logical(Tensor::ge, 1, 0, 1, 1));
    }

    private static Arguments logical(BinaryOperator<Tensor> op, int... expected) {
        return Arguments.of(op, expected);
    }

    @ParameterizedTest
    @MethodSource("logic")
    void truthTables(BinaryOperator<Tensor> op, int... expected) {
        Tensor x = Tensor.of(false, false, true, true);
        Tensor y = Tensor.of(false, true, false, true);
        assertBytes(op.apply(x, y), expected);
        assertBytes(op.apply(x.reshape(2, 2).t(), y.reshape(2, 2).t()).t(), expected);
    }

    @Test
    void logicTakesNumbersAsPyTorchDoes() {
        Tensor x = Tensor.of(0.0, -0.0, 2, Double.NaN);
        assertBytes(x.logicalNot(), 1, 1, 0, 0);
        assertBytes(x.logicalAnd(Tensor.of(1L, 1L, 0L, 1L << 60)), 0, 0, 0, 1);
        assertBytes(x.logicalOr(Tensor.of(false, true, false, false)), 0, 1, 1, 1);
        assertBytes(x.logicalXor(Tensor.of(1f, 0f, 1f, 0f)), 1, 0, 0, 1);
        Tensor wide = Tensor.of(1L << 62, 0L);
        assertBytes(wide.logicalAnd(wide), 1, 0);
    }

    /** {@code torch.result_type} of bool and any other type, with axes and without. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void anyOtherTypeWins(DType other) {
        Tensor x = Tensor.of(true, false);
        Tensor y = Tensor.of(2f, 2f).to(other);
        DType expected = other == BOOL || !other.isFloating() ? other : other.computeType();
        assertThat(x.add(y).dtype()).isEqualTo(expected);
        assertThat(y.mul(x).dtype()).isEqualTo(expected);
        assertThat(x.add(y.select(0, 0)).dtype()).isEqualTo(expected);
        assertThat(x.select(0, 0).add(y).dtype()).isEqualTo(expected);
        if (other != BOOL) {
            assertThat(x.add(y).toDoubleArray()).containsExactly(3, 2);
            assertThat(y.mul(x).toDoubleArray()).containsExactly(2, 0);
        }
        assertThat(x.div(y).dtype()).isEqualTo(other == F64 ? F64 : F32);
    }

    @Test
    void numbersBesideBoolAreNumbers() {
        Tensor x = Tensor.of(true, false);
        assertThat(x.add(1).toString()).isEqualTo("[2 1] [2] int64");
        assertThat(x.mul(3L).toString()).isEqualTo("[3 0] [2] int64");
        assertThat(x.mul(0.5).toString()).isEqualTo("[0.5 0. ] [2] float32");
        assertThat(x.maximum(2).toString()).isEqualTo("[2 2] [2] int64");
        assertThat(x.exp().dtype()).isEqualTo(F32);
        assertBytes(x.ge(1), 1, 0);
        assertBytes(x.gt(0.5), 1, 0);
        assertBytes(x.sign(), 1, 0);
    }

    @Test
    void reductions() {
        Tensor x = Tensor.of(new boolean[] {true, false, true, true, true, true}, 2, 3);
        assertThat(x.sum().toString()).isEqualTo("5 [] int64");
        assertThat(x.sum(1).toString()).isEqualTo("[2 3] [2] int64");
        assertThat(x.prod(1).toString()).isEqualTo("[0 1] [2] int64");
        assertThat(x.cumsum(1).toString()).isEqualTo("[[1 1 2]\n [1 2 3]]\n[2, 3] int64");
        assertBytes(x.max(1), 1, 1);
        assertBytes(x.min(1), 0, 1);
        assertBytes(x.any(0), 1, 1, 1);
        assertBytes(x.all(0), 1, 0, 1);
        assertBytes(x.any(), 1);
        assertBytes(Tensor.zeros(0).any(), 0);
        assertBytes(Tensor.zeros(0).all(), 1);
        assertThat(x.argMin().itemLong()).isEqualTo(1);
        long n = (1 << 24) + 3; // more than a float counts
        assertThat(Tensor.ones(Shape.of(n), BOOL).sum().itemLong()).isEqualTo(n);
        assertThat(Tensor.ones(Shape.of(n, 1), BOOL).sum(0).itemLong()).isEqualTo(n);
        assertThat(x.allClose(x.to(F32))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void conditionsChooseAmongEveryType(DType dtype) {
        Tensor mask = Tensor.of(true, false, true);
        Tensor x = Tensor.of(0f, 1f, 1f).to(dtype);
        Tensor y = Tensor.of(1f, 0f, 0f).to(dtype);
        Tensor chosen = Tensor.where(mask, x, y);
        DType result = dtype.isFloating() ? dtype.computeType() : dtype;
        assertThat(chosen.dtype()).isEqualTo(result);
        assertThat(chosen.toDoubleArray()).containsExactly(0, 0, 1);
        assertThat(x.maskedFill(mask, 1).toDoubleArray()).containsExactly(1, 1, 1);
        assertThat(x.maskedFill(mask, 0).dtype()).isEqualTo(result);
        assertThat(x.maskedFill(mask.reshape(3, 1), 0).toDoubleArray())
                .containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 0);
        assertThat(Tensor.where(mask, 1, 0).dtype()).isEqualTo(I64);
        assertThat(Tensor.where(mask, 1.5, 0).dtype()).isEqualTo(F32);
        assertThat(Tensor.where(x, mask, mask).dtype()).isEqualTo(BOOL); // any type is a condition
    }

    @Test
    void comparisonsOfBytesAreExact() {
        Tensor x = Tensor.of(new byte[] {-1, 0, 127});
        assertBytes(x.eq(255), 1, 0, 0);
        assertBytes(x.gt(Tensor.of(new byte[] {-2, 0, -128})), 1, 0, 0);
        assertThat(x.to(I32).toLongArray()).containsExactly(255, 0, 127);
    }

    @Test
    void attentionMasks() {
        Tensor scores = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).requiresGrad_(true);
        Tensor future = Tensor.ones(Shape.of(2, 2), BOOL).triu(1);
        Tensor weights = scores.maskedFill(future, -INF).softmax(-1);
        assertThat(weights.get(0, 0)).isEqualTo(1);
        assertThat(weights.get(0, 1)).isZero();
        weights.select(1, 0).sum().backward();
        assertThat(Objects.requireNonNull(scores.grad()).isNaN().any().itemBoolean()).isFalse();
    }

    /** Gradients are chosen, not multiplied by 0: an infinite one stays where it belongs. */
    static Stream<Arguments> choices() {
        Tensor mask = Tensor.of(true, false);
        return Stream.<UnaryOperator<Tensor>>of(
                        x -> Tensor.where(mask, x, 0.0),
                        x -> Tensor.where(mask, x, Tensor.ones(2)),
                        x -> Tensor.where(mask.logicalNot(), 1.0, x),
                        x -> x.maskedFill(mask.logicalNot(), 3),
                        x -> x.relu(),
                        x -> x.maximum(0),
                        x -> x.maximum(Tensor.zeros(2)),
                        x -> x.minimum(Tensor.of(5f, -5f)),
                        x -> x.clamp(0, 5),
                        x -> x.max(),
                        x -> x.max(0, true),
                        x -> x.norm(INF),
                        x -> Tensor.map(x, e -> Expr.select(e.gt(0), e, 1)))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void gradientsSelect(UnaryOperator<Tensor> choice) {
        Tensor x = Tensor.of(2f, -1f).requiresGrad_(true);
        Tensor y = choice.apply(x);
        y.backward(Tensor.full(y.shape(), INF, F32));
        assertThat(Objects.requireNonNull(x.grad()).toFloatArray())
                .containsExactly(Float.POSITIVE_INFINITY, 0);
    }

    @Test
    void noGradientPassesBool() {
        Tensor x = Tensor.of(1f, -1f).requiresGrad_(true);
        assertThat(x.gt(0).requiresGrad()).isFalse();
        assertThat(x.to(BOOL).requiresGrad()).isFalse();
        x.mul(x.gt(0)).sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).toFloatArray()).containsExactly(1, 0);
        Tensor logits = Tensor.of(1f, 2f).requiresGrad_(true);
        logits.mul(Tensor.of(true, false)).sum().backward();
        assertThat(Objects.requireNonNull(logits.grad()).toFloatArray()).containsExactly(1, 0);
    }
}
