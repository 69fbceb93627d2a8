package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.both;
import static dev.gatun.arguments.ArrayArguments.leaf;
import static dev.gatun.arguments.ArrayArguments.matrix;
import static dev.gatun.arguments.ArrayArguments.numbers;
import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.linalg.Fourier;
import dev.gatun.linalg.Linalg;
import dev.gatun.linalg.Spectrum;
import dev.gatun.shape.DType;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Contractions.AxisReduction;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls of methods of tensors. */
final class TensorArguments {
    private TensorArguments() {}

    static void add() {
        movement();
        contractions();
        transforms();
        patterns();
        resizing();
        reductions();
        creation();
        windows();
    }

    private static void windows() {
        row(
                "PoolOptions.fractional",
                spoil -> {
                    int[] kernel = {2, 3};
                    PoolOptions.Fractional made = PoolOptions.fractional(kernel);
                    spoil.accept(kernel);
                    return numbers(made.kernel().toString().chars().toArray());
                });
        row(
                "PoolOptions$Fractional.size",
                spoil -> {
                    long[] windows = {4, 5};
                    PoolOptions.Fractional made = PoolOptions.fractional(2).size(windows);
                    spoil.accept(windows);
                    return numbers(made.size().toString().chars().toArray());
                });
        row(
                "PoolOptions$Fractional.ratio",
                spoil -> {
                    double[] parts = {0.5, 0.75};
                    PoolOptions.Fractional made = PoolOptions.fractional(2).ratio(parts);
                    spoil.accept(parts);
                    return numbers(made.ratio().toString().chars().toArray());
                });
        row(
                "PoolOptions$Fractional.new",
                spoil -> {
                    List<Integer> kernel = new ArrayList<>(List.of(2, 3));
                    List<Long> size = new ArrayList<>(List.of(4L, 5L));
                    List<Double> ratio = new ArrayList<>(List.of(0.5));
                    PoolOptions.Fractional made =
                            new PoolOptions.Fractional(
                                    kernel, size, ratio, null, Generator.standard());
                    spoil.accept(kernel);
                    spoil.accept(size);
                    spoil.accept(ratio);
                    String text = made.kernel() + " " + made.size() + " " + made.ratio();
                    return numbers(text.chars().toArray());
                });
    }

    private static void transforms() {
        transform("fft", Fourier::fft);
        transform("fft", (x, axes) -> Fourier.fft(new Spectrum(x, x), axes));
        transform("ifft", (x, axes) -> Fourier.ifft(new Spectrum(x, x), axes));
        transform("rfft", Fourier::rfft);
        transform("ihfft", Fourier::ihfft);
        transform("irfft", (x, axes) -> real(Fourier.irfft(new Spectrum(x, x), 4, axes)));
        transform("hfft", (x, axes) -> real(Fourier.hfft(new Spectrum(x, x), 4, axes)));
    }

    private static Spectrum real(Tensor x) {
        return new Spectrum(x, x.zerosLike());
    }

    private static void transform(String name, BiFunction<Tensor, int[], Spectrum> run) {
        row(
                "Fourier." + name,
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1};
                    Spectrum y = run.apply(x, axes);
                    spoil.accept(axes);
                    return both(y.real().add(y.imag()), x);
                });
    }

    private static void patterns() {
        pattern(
                "Contractions.rearrange",
                (x, sizes) -> x.rearrange("a (b c) -> c b a", sizes),
                Map.of("b", 3));
        pattern(
                "Contractions.reduce",
                (x, sizes) -> x.reduce("a (b c) -> c a", AxisReduction.SUM, sizes),
                Map.of("b", 3));
        pattern(
                "Contractions.repeat",
                (x, sizes) -> x.repeat("a b -> a (b c)", sizes),
                Map.of("c", 3));
    }

    private static void pattern(
            String method,
            BiFunction<Tensor, Map<String, Integer>, Tensor> call,
            Map<String, Integer> sizes) {
        row(
                method,
                spoil -> {
                    Tensor x = matrix();
                    Map<String, Integer> given = new HashMap<>(sizes);
                    Tensor y = call.apply(x, given);
                    spoil.accept(given);
                    return both(y, x);
                });
    }

    private static void resizing() {
        row(
                "Windows.interpolateNearest",
                spoil -> {
                    Tensor x = matrix();
                    long[] size = {3};
                    Tensor y = x.interpolateNearest(size);
                    spoil.accept(size);
                    return both(y, x);
                });
        row(
                "Windows.interpolateLinear",
                spoil -> {
                    Tensor x = matrix();
                    long[] size = {3};
                    Tensor y = x.interpolateLinear(true, size);
                    spoil.accept(size);
                    return both(y, x);
                });
    }

    private static void contractions() {
        row(
                "Contractions.tensordot",
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1, 0};
                    int[] others = {0, 1};
                    Tensor y = x.tensordot(x.t(), axes, others);
                    spoil.accept(axes);
                    spoil.accept(others);
                    return both(y, x);
                });
        row(
                "Tensor.einsum",
                spoil -> {
                    Tensor x = matrix();
                    Tensor[] tensors = {x, x};
                    Tensor y = Tensor.einsum("ij,kj->ik", tensors);
                    spoil.accept(tensors);
                    return both(y, x);
                });
        row(
                "Linalg.multiDot",
                spoil -> {
                    Tensor x = matrix();
                    Tensor[] tensors = {x, x.transpose(0, 1)};
                    Tensor y = Linalg.multiDot(tensors);
                    spoil.accept(tensors);
                    return both(y, x);
                });
    }

    private static void movement() {
        row(
                "Movement.permute",
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1, 0};
                    Tensor y = x.permute(axes);
                    spoil.accept(axes);
                    return both(y, x);
                });
        row(
                "Movement.flip",
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1};
                    Tensor y = x.flip(axes);
                    spoil.accept(axes);
                    return both(y, x);
                });
        row(
                "Movement.slice",
                spoil -> {
                    Tensor x = matrix();
                    Slice[] slices = {Slice.ALL, Slice.from(1)};
                    Tensor y = x.slice(slices);
                    spoil.accept(slices);
                    return both(y, x);
                });
        sized("Movement.expand", (x, to) -> x.unsqueeze(0).expand(to), 4, 2, 3);
        sized("Movement.reshape", Tensor::reshape, 3, -1);
        sized("Movement.view", Tensor::view, -1, 2);
        sized("Movement.repeat", Tensor::repeat, 2, 1, 3);
        sized("Movement.tile", Tensor::tile, 2, 1, 3);
        sized("Movement.unflatten", (x, to) -> x.unflatten(1, to), 3, -1);
        sized("Movement.pad", (x, widths) -> x.pad(0.5, widths), 1, 2);
        sized("Movement.split", (x, sizes) -> x.split(sizes, 1).get(1), 1, 2);
        sized("Movement.tensorSplit", (x, places) -> x.tensorSplit(places, 1).get(1), 1);
        row(
                "Movement.movedim",
                spoil -> {
                    Tensor x = matrix();
                    int[] from = {0};
                    int[] to = {1};
                    Tensor y = x.movedim(from, to);
                    spoil.accept(from);
                    spoil.accept(to);
                    return both(y, x);
                });
        row(
                "Movement.roll",
                spoil -> {
                    Tensor x = matrix();
                    long[] shifts = {1, 2};
                    int[] axes = {0, 1};
                    Tensor y = x.roll(shifts, axes);
                    spoil.accept(shifts);
                    spoil.accept(axes);
                    return both(y, x);
                });
        row("Tensor.meshgrid", joined((_, x) -> Tensor.meshgrid("ij", x[0].flatten()).getFirst()));
        row("Tensor.hstack", joined((_, x) -> Tensor.hstack(x)));
        row("Tensor.vstack", joined((_, x) -> Tensor.vstack(x)));
        row("Tensor.dstack", joined((_, x) -> Tensor.dstack(x)));
        row(
                "Reading.get",
                spoil -> {
                    long[] index = {1, -1};
                    double read = matrix().get(index);
                    spoil.accept(index);
                    return new double[] {read};
                });
        row(
                "Reading.getBoolean",
                spoil -> {
                    long[] index = {1, -1};
                    boolean read = matrix().getBoolean(index);
                    spoil.accept(index);
                    return new double[] {read ? 1 : 0};
                });
        row(
                "Reading.getLong",
                spoil -> {
                    long[] index = {1, -1};
                    long read = matrix().getLong(index);
                    spoil.accept(index);
                    return new double[] {read};
                });
        row(
                "Reading.set",
                spoil -> {
                    long[] index = {1, -1};
                    Tensor x = matrix().detach().copy();
                    x.set(0.5, index).set(2, 0, 0);
                    spoil.accept(index);
                    return x.toDoubleArray();
                });
        row(
                "Indexing.index",
                spoil -> {
                    Tensor x = matrix();
                    Tensor[] indices = {Tensor.of(1L, 0L), Tensor.of(0L, 1L)};
                    Tensor y = x.index(indices);
                    spoil.accept(indices);
                    return both(y, x);
                });
        row(
                "Indexing.indexPut",
                spoil -> {
                    Tensor x = matrix();
                    Tensor[] indices = {Tensor.of(1L, 0L), Tensor.of(0L, 1L)};
                    Tensor y = x.indexPut(Tensor.of(5.0, 6.0), true, indices);
                    spoil.accept(indices);
                    return both(y, x);
                });
        row("Tensor.cat", joined((axis, x) -> Tensor.cat(axis, x)));
        row("Tensor.stack", joined((axis, x) -> Tensor.stack(axis, x)));
    }

    private static void sized(
            String method, java.util.function.BiFunction<Tensor, long[], Tensor> call, long... to) {
        row(
                method,
                spoil -> {
                    Tensor x = matrix();
                    long[] sizes = to.clone();
                    Tensor y = call.apply(x, sizes);
                    spoil.accept(sizes);
                    return both(y, x);
                });
    }

    private interface Join {
        Tensor of(int axis, Tensor... parts);
    }

    private static Function<Consumer<Object>, double[]> joined(Join join) {
        return spoil -> {
            Tensor x = leaf(1, 2);
            Tensor[] parts = {x, leaf(3, 4)};
            Tensor y = join.of(0, parts);
            spoil.accept(parts);
            return both(y, x);
        };
    }

    private interface Reduce {
        Tensor of(Tensor x, int... axes);
    }

    private static void reduction(String name, Reduce reduce) {
        row(
                "Reductions." + name,
                spoil -> {
                    Tensor x = matrix();
                    int[] axes = {1};
                    Tensor y = reduce.of(x, axes);
                    spoil.accept(axes);
                    return y.requiresGrad() ? both(y, x) : y.toDoubleArray();
                });
    }

    private static void reductions() {
        reduction("sum", Tensor::sum);
        reduction("prod", Tensor::prod);
        reduction("mean", Tensor::mean);
        reduction("var", Tensor::var);
        reduction("std", Tensor::std);
        reduction("max", Tensor::max);
        reduction("min", Tensor::min);
        reduction("any", Tensor::any);
        reduction("all", Tensor::all);
        reduction("logSumExp", Tensor::logSumExp);
        reduction("norm", (x, axes) -> x.norm(3, axes));
        reduction("nanSum", Tensor::nanSum);
        reduction("nanMean", Tensor::nanMean);
        reduction("aminmax", (x, axes) -> x.aminmax(axes).max());
        reduction("varMean", (x, axes) -> x.varMean(axes, 1, false).spread());
        reduction("stdMean", (x, axes) -> x.stdMean(axes, 1, false).mean());
        row(
                "Reductions.countNonzero",
                spoil -> {
                    int[] axes = {1};
                    Tensor y = matrix().countNonzero(axes);
                    spoil.accept(axes);
                    return y.toDoubleArray();
                });
    }

    private static void made(String name, Function<long[], Tensor> make) {
        row(
                "Tensor." + name,
                spoil -> {
                    Tensor.manualSeed(1);
                    long[] shape = {2, 3};
                    Tensor y = make.apply(shape);
                    spoil.accept(shape);
                    return y.toDoubleArray();
                });
    }

    private static <A> void filled(A array, java.util.function.BiFunction<A, long[], Tensor> of) {
        made("of", shape -> of.apply(array, shape));
    }

    private static void creation() {
        made("zeros", Tensor::zeros);
        made("ones", Tensor::ones);
        made("full", shape -> Tensor.full(3, shape));
        made("rand", Tensor::rand);
        made("randn", Tensor::randn);
        made("randint", shape -> Tensor.randint(0, 9, shape));
        made("bernoulli", shape -> Tensor.bernoulli(0.5, shape));
        made(
                "fromSegment",
                shape -> {
                    MemorySegment segment = Arena.ofAuto().allocate(48, 8);
                    return Tensor.fromSegment(segment, DType.F64, shape);
                });
        made(
                "fromBuffer",
                shape -> Tensor.fromBuffer(ByteBuffer.allocateDirect(6), DType.U8, shape));
        filled(new float[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new double[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new long[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new int[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        filled(new byte[] {1, 2, 3, 4, 5, 6}, Tensor::of);
        row(
                "Tensor.of",
                spoil -> {
                    float[] floats = {1, 2};
                    double[] doubles = {1, 2};
                    long[] longs = {1, 2};
                    float[][] nested = {{1, 2}, {3, 4}};
                    Tensor x = Tensor.of(floats);
                    Tensor y = Tensor.of(doubles);
                    Tensor z = Tensor.of(longs);
                    Tensor of = Tensor.of(nested);
                    spoil.accept(floats);
                    spoil.accept(doubles);
                    spoil.accept(longs);
                    spoil.accept(nested[0]);
                    spoil.accept(nested);
                    return x.add(y).add(z).add(of).toDoubleArray();
                });
    }
}
