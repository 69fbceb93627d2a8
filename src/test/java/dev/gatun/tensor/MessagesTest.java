package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.Slice;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A refusal begins with the name of the method that was called. */
class MessagesTest {
    /**
     * By method, a call on a tensor of shape [2, 3] that must be refused; a space ends the name.
     */
    private static Map<String, Consumer<Tensor>> refused() {
        Map<String, Consumer<Tensor>> calls = new TreeMap<>();
        calls.put("size", x -> x.size(2));
        calls.put("get", x -> x.get(0, 3));
        calls.put("get of too few", x -> x.get(0));
        calls.put("getLong", x -> x.getLong(0, 3));
        calls.put("set", x -> x.set(1.0, 0, 3));
        calls.put("item", Tensor::item);
        calls.put("zeros", _ -> Tensor.zeros(-1));
        calls.put("ones", _ -> Tensor.ones(-1));
        calls.put("full", _ -> Tensor.full(1.0, -1));
        calls.put("rand", _ -> Tensor.rand(-1));
        calls.put("randn", _ -> Tensor.randn(-1));
        calls.put("eye", _ -> Tensor.eye(-1));
        calls.put("view", x -> x.view(4));
        calls.put("view of two unknown", x -> x.view(-1, -1));
        calls.put("view of a transposed", x -> x.t().view(6));
        calls.put("reshape", x -> x.reshape(4));
        calls.put("reshape to negative", x -> x.reshape(-2, -3));
        calls.put("flatten", x -> x.flatten(1, 0));
        calls.put("flatten of no axis", x -> x.flatten(0, 5));
        calls.put("expand", x -> x.expand(4, 4));
        calls.put("expand to negative", x -> x.expand(-2, 2, 3));
        calls.put("permute", x -> x.permute(0));
        calls.put("transpose", x -> x.transpose(0, 2));
        calls.put("t", x -> x.select(0, 0).t());
        calls.put("slice", x -> x.slice(2, Slice.from(1)));
        calls.put("slice of too many", x -> x.slice(Slice.ALL, Slice.ALL, Slice.ALL));
        calls.put("narrow", x -> x.narrow(0, 1, 2));
        calls.put("select", x -> x.select(0, 2));
        calls.put("squeeze", x -> x.squeeze(0));
        calls.put("unsqueeze", x -> x.unsqueeze(4));
        calls.put("flip", x -> x.flip(2));
        calls.put("diagonal", x -> x.select(0, 0).diagonal(0));
        calls.put("split", x -> x.split(0, 0));
        calls.put("split of no axis", x -> x.split(1, 2));
        calls.put("chunk", x -> x.chunk(0, 0));
        calls.put("chunk of no axis", x -> x.chunk(1, 2));
        calls.put("repeat", x -> x.repeat(2));
        calls.put("repeat negative", x -> x.repeat(-1, 2));
        calls.put("cat", x -> Tensor.cat(2, x, x));
        calls.put("stack", x -> Tensor.stack(0, x, x.t()));
        calls.put("add", x -> x.add(x.t()));
        calls.put("add_", x -> x.add_(x.t()));
        calls.put("copy_", x -> x.copy_(x.t()));
        calls.put("fill_", x -> x.expand(2, 2, 3).fill_(1));
        calls.put("where", x -> Tensor.where(x, x.t(), x));
        calls.put("maskedFill", x -> x.maskedFill(x.t(), 1));
        calls.put("lerp", x -> x.lerp(x.t(), x));
        calls.put("matmul", x -> x.matmul(x));
        calls.put("dot", x -> x.dot(x));
        calls.put("outer", x -> x.outer(x));
        calls.put("sum", x -> x.sum(2));
        calls.put("prod", x -> x.prod(2));
        calls.put("mean", x -> x.mean(2));
        calls.put("var", x -> x.var(2));
        calls.put("std", x -> x.std(2));
        calls.put("max", x -> x.max(2));
        calls.put("min", x -> x.min(2));
        calls.put("any", x -> x.any(2));
        calls.put("all", x -> x.all(2));
        calls.put("norm", x -> x.norm(2.0, 2));
        calls.put("logSumExp", x -> x.logSumExp(2));
        calls.put("argMax", x -> x.argMax(2));
        calls.put("argMin", x -> x.argMin(2));
        calls.put("cumsum", x -> x.cumsum(2));
        calls.put("softmax", x -> x.softmax(2));
        calls.put("logSoftmax", x -> x.logSoftmax(2));
        calls.put("layerNorm", x -> x.layerNorm(x, null, 1e-5));
        calls.put("rmsNorm", x -> x.rmsNorm(x, 1e-5));
        calls.put("crossEntropy", x -> x.crossEntropy(x.t()));
        calls.put("gather", x -> x.gather(2, x.to(DType.I64)));
        calls.put("indexSelect", x -> x.indexSelect(2, Tensor.of(new long[] {0}, 1)));
        calls.put("scatterAdd", x -> x.scatterAdd(2, x.to(DType.I64), x));
        calls.put("indexAdd", x -> x.indexAdd(2, Tensor.of(new long[] {0}, 1), x));
        calls.put("tril", x -> x.select(0, 0).tril());
        calls.put("triu", x -> x.select(0, 0).triu());
        calls.put("backward", Tensor::backward);
        calls.put("asSegment", x -> x.t().asSegment());
        calls.put("requiresGrad_", x -> x.to(DType.I64).requiresGrad_(true));
        calls.put("arange", _ -> Tensor.arange(0, 1, 0));
        calls.put("linspace", _ -> Tensor.linspace(0, 1, -1));
        calls.put("randperm", _ -> Tensor.randperm(-1));
        calls.put("randint", _ -> Tensor.randint(3, 3, 2));
        calls.put("bernoulli", _ -> Tensor.bernoulli(2, 2));
        return calls;
    }

    static Stream<Arguments> calls() {
        return refused().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void beginsWithTheMethod(String name, Consumer<Tensor> call) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(2, 3);
            assertThatThrownBy(() -> call.accept(x))
                    .isInstanceOfAny(
                            ShapeException.class,
                            IllegalArgumentException.class,
                            IllegalStateException.class)
                    .hasMessageStartingWith(name.split(" ", -1)[0] + ": ");
        }
    }

    @Test
    void shapesAndLayoutsNameTheirOwnMethods() {
        Shape shape = Shape.of(2, 3);
        Layout layout = Layout.contiguous(shape);
        assertThatThrownBy(() -> shape.dim(2)).hasMessageStartingWith("dim: ");
        assertThatThrownBy(() -> shape.axis(2)).hasMessageStartingWith("axis: ");
        assertThatThrownBy(() -> shape.with(2, 1)).hasMessageStartingWith("with: ");
        assertThatThrownBy(() -> shape.insert(4, 1)).hasMessageStartingWith("insert: ");
        assertThatThrownBy(() -> shape.remove(2)).hasMessageStartingWith("remove: ");
        assertThatThrownBy(() -> shape.permute(0)).hasMessageStartingWith("permute: ");
        assertThatThrownBy(() -> layout.stride(2)).hasMessageStartingWith("stride: ");
        assertThatThrownBy(() -> layout.elementAt(0)).hasMessageStartingWith("elementAt: ");
        assertThatThrownBy(() -> layout.reshape(Shape.of(4))).hasMessageStartingWith("reshape: ");
    }

    @Test
    void aWriteIntoALeafIsMendedByNoGrad() {
        try (Scope _ = Scope.open()) {
            Tensor leaf = Tensor.ones(2).requiresGrad_(true);
            assertThatThrownBy(() -> leaf.add_(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("add_: ")
                    .hasMessageEndingWith("write inside Gradients.noGrad()");
            try (GradientMode _ = Gradients.noGrad()) {
                leaf.add_(1);
            }
        }
    }
}
