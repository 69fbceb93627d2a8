package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.memory.Scope;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Low-rank adaptation of a linear layer (Hu et al. 2021): {@code y = x W' + b + (alpha / r)
 * dropout(x) A' B'}, where W and b stay and A (r, in) and B (out, r) are trained. Starts with B =
 * 0, so that nothing changes at first.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.Linear;
 * import dev.gatun.nn.LoRA;
 * import dev.gatun.nn.Sequential;
 * import dev.gatun.tensor.Tensor;
 * import java.util.Map;
 *
 * try (Scope _ = Scope.open("model")) {
 *     Sequential model = new Sequential(new Linear(8, 8), new Linear(8, 2));
 *     model.freeze();
 *     Map<String, LoRA> adapters = LoRA.attach(model, 4, 8, 0, (path, linear) -> path.equals("0"));
 *     assert model.stateDict().containsKey("0.lora.A");
 *     assert adapters.get("0").parameters().size() == 2;
 * }
 * }
 *
 * <p>The adapter is a module inside the linear one, "lora", with the parameters "A" and "B"; {@link
 * #state} picks them out of a model's state, and {@link Module#loadStateDict(Map, boolean)} loads
 * them.
 */
public final class LoRA extends Module {
    private static final String NAME = "lora";

    private final Linear base;
    private final Parameter a;
    private final Parameter b;
    private final Dropout dropout;
    private final double scale;
    private final long rank;
    private boolean isMerged;

    /**
     * Adapts a linear layer from now on; what it holds itself is frozen.
     *
     * @param base the layer
     * @param rank r, at least 1
     * @param alpha the scale of the adaptation is alpha / r
     * @param dropout the probability with which an input is left out in training
     * @throws IllegalArgumentException if the layer has an adapter already, or a number is out of
     *     range
     */
    public LoRA(Linear base, long rank, double alpha, double dropout) {
        this.base = Nulls.refuse("LoRA", "base", base);
        refuseAdapted("LoRA", base);
        check(rank, alpha, dropout);
        this.rank = rank;
        this.scale = alpha / rank;
        Tensor weight = base.weight().tensor();
        Shape shape = base.matrix().shape(); // (out, in)
        a = parameter("A", made(weight, rank, shape.dim(1)));
        b = parameter("B", made(weight, shape.dim(0), rank));
        double gain = Init.leakyReluGain(Math.sqrt(5)); // PyTorch's linear layers start from it
        Init.kaimingUniform(a.tensor(), gain, Init.Fan.IN, Generator.standard());
        this.dropout = child("dropout", new Dropout(dropout));
        base.freeze();
        base.adapt(NAME, this);
        base.onForward((_, input, output) -> adapted(input, output));
    }

    private static void check(long rank, double alpha, double dropout) {
        Ranges.positive("LoRA", "rank", rank);
        if (!Double.isFinite(alpha)) {
            throw Ranges.refusal("LoRA", "alpha", "is finite", alpha);
        }
        Ranges.fraction("LoRA", "dropout", dropout);
    }

    private static void refuseAdapted(String op, Linear layer) {
        if (layer.children().containsKey(NAME)) {
            throw new IllegalArgumentException(
                    "%s: %s has an adapter already".formatted(op, layer.typeName()));
        }
    }

    /** Zeros in the scope of a weight, of its type. */
    private static Tensor made(Tensor weight, long rows, long columns) {
        try (Scope _ = Scope.open("LoRA")) {
            return Tensor.zeros(Shape.of(rows, columns), weight.dtype()).copyTo(weight.scope());
        }
    }

    /**
     * Adapts linear layers inside a module.
     *
     * @param isWanted whether a linear layer, at its path, is adapted
     * @return the adapters by the paths of their layers
     * @throws IllegalArgumentException if no layer is wanted, one has an adapter already, or a
     *     number is out of range; no layer has been adapted then
     */
    public static Map<String, LoRA> attach(
            Module model,
            long rank,
            double alpha,
            double dropout,
            BiPredicate<String, Linear> isWanted) {
        Nulls.refuse("attach", "model", model);
        Nulls.refuse("attach", "isWanted", isWanted);
        check(rank, alpha, dropout);
        Map<String, Linear> wanted = new LinkedHashMap<>();
        model.namedModules()
                .forEach((path, each) -> {
                    if (each instanceof Linear linear && isWanted.test(path, linear)) {
                        refuseAdapted("attach: '" + path + "'", linear);
                        wanted.put(path, linear);
                    }
                });
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "attach: no linear layer is wanted among " + model.namedModules().keySet());
        }
        Map<String, LoRA> adapters = new LinkedHashMap<>();
        wanted.forEach(
                (path, linear) -> adapters.put(path, new LoRA(linear, rank, alpha, dropout)));
        return adapters;
    }

    /** The part of a model's state that its adapters hold. */
    public static Map<String, Tensor> state(Module model) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        Nulls.refuse("state", "model", model)
                .namedModules()
                .forEach((path, each) -> {
                    if (each instanceof LoRA adapter) {
                        String prefix = path.isEmpty() ? "" : path + ".";
                        adapter.stateDict()
                                .forEach((name, value) -> state.put(prefix + name, value));
                    }
                });
        return state;
    }

    private Tensor adapted(Tensor x, Tensor output) {
        if (isMerged) {
            return output;
        }
        Tensor low = dropout.apply(x).linear(a.matching(x), null); // (..., r)
        return output.add(low.linear(b.matching(low), null).mul(scale));
    }

    /** Whether the layer's weight has the adaptation in it. */
    public boolean isMerged() {
        return isMerged;
    }

    /**
     * Adds the adaptation to the layer's weight, which then costs no more than before.
     *
     * @throws IllegalStateException if it is there already, or the weight is another module's too,
     *     as that of a tied head is the table of tokens, which must not change with it
     */
    public void merge() {
        refuseIf(isMerged, "merge: the adaptation is merged already; unmerge() it first");
        refuseIf(
                base.weight().isShared(),
                "merge: the weight is another module's too, which would change with it; keep the"
                        + " adapter apart, or give the layer a weight of its own");
        addToWeight(scale);
        isMerged = true;
    }

    /**
     * Takes the adaptation out of the layer's weight, up to rounding.
     *
     * @throws IllegalStateException if it is not there
     */
    public void unmerge() {
        refuseIf(!isMerged, "unmerge: the adaptation is not merged; merge() it first");
        addToWeight(-scale);
        isMerged = false;
    }

    private static void refuseIf(boolean isRefused, String problem) {
        if (isRefused) {
            throw new IllegalStateException(problem);
        }
    }

    private void addToWeight(double factor) {
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("merge")) {
            base.matrix().add_(b.tensor().matmul(a.tensor()).mul(factor));
        }
    }

    @Override
    protected String options() {
        return "r=%d, scale=%s".formatted(rank, Sizes.print(scale));
    }
}
