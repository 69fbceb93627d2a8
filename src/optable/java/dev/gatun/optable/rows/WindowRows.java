package dev.gatun.optable.rows;

import static dev.gatun.shape.DType.BF16;
import static dev.gatun.shape.DType.F16;
import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.FractionalPoolOracle;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.PhiloxOracle;
import dev.gatun.optable.oracle.PoolOracle;
import dev.gatun.optable.oracle.ResizeOracle;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Convolutions, pooling and resizing of images. */
final class WindowRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));
    private static final DType[] FLOATING = {F32, F64, BF16, F16};

    /** Of the most terms that are drawn: 4 channels of 3 x 3, products up to 4. */
    private static final Tolerance TERMS = Tolerance.sums(4 * 40);

    private WindowRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(convolutions(), transposed(), pooling(), fractional(), resizing());
    }

    private static List<RowBuilder> convolutions() {
        return List.of(
                conv("conv2d", new ConvCase(false, false, false))
                        .operands(ANY, ANY)
                        .known(null, "F.conv2d")
                        .refuses(
                                "conv2d: channels differ: [1, 2, 4, 4] x [3, 1, 2, 2] (2 != 1)",
                                () -> images().conv2d(Tensor.zeros(3, 1, 2, 2)))
                        .refuses(
                                "conv2d: the kernel does not fit into the padded image",
                                () -> images().conv2d(Tensor.zeros(3, 2, 5, 2)))
                        .refuses(
                                "conv2d: types differ",
                                () -> images().conv2d(Tensor.zeros(3, 2, 2, 2).to(F64)))
                        .refuses(
                                "conv2d: takes images of 3 or 4 axes",
                                () -> Tensor.zeros(2).conv2d(Tensor.zeros(3, 2, 2, 2)))
                        .refuses(
                                "conv2d: the filters are not divisible into 2 groups",
                                () ->
                                        images().conv2d(
                                                        Tensor.zeros(3, 1, 2, 2),
                                                        ConvOptions.DEFAULT.groups(2)))
                        .refuses(
                                "ConvOptions: stride must be positive, not 0",
                                () -> ConvOptions.DEFAULT.stride(0))
                        .refuses(
                                "ConvOptions: padding must not be negative, not -1",
                                () -> ConvOptions.DEFAULT.padding(-1)),
                conv("conv2d", new ConvCase(false, false, true))
                        .variant("with a bias")
                        .operands(ANY, ANY, ANY)
                        .refuses(
                                "conv2d: the bias must have one number for each filter",
                                () ->
                                        images().conv2d(
                                                        Tensor.zeros(3, 2, 2, 2),
                                                        Tensor.zeros(2),
                                                        ConvOptions.DEFAULT)),
                conv("conv1d", new ConvCase(true, false, false))
                        .operands(ANY, ANY)
                        .known(null, "F.conv1d")
                        .refuses(
                                "conv1d: takes images of 2 or 3 axes",
                                () -> Tensor.zeros(2).conv1d(Tensor.zeros(3, 2, 2))),
                conv("conv1d", new ConvCase(true, false, true))
                        .variant("with a bias")
                        .operands(ANY, ANY, ANY));
    }

    private static List<RowBuilder> transposed() {
        return List.of(
                conv("convTranspose2d", new ConvCase(false, true, false))
                        .operands(ANY, ANY)
                        .known(null, "F.conv_transpose2d")
                        .refuses(
                                "convTranspose2d: channels differ: [1, 2, 4, 4] x [3, 1, 2, 2] (2 != 3)",
                                () ->
                                        images().convTranspose2d(
                                                        Tensor.zeros(3, 1, 2, 2),
                                                        ConvOptions.DEFAULT))
                        .refuses(
                                "convTranspose2d: output padding must be smaller than the stride 1, not 1",
                                () ->
                                        images().convTranspose2d(
                                                        Tensor.zeros(2, 1, 2, 2),
                                                        ConvOptions.DEFAULT.outputPadding(1)))
                        .refuses(
                                "convTranspose2d: padding leaves nothing of the result",
                                () ->
                                        images().convTranspose2d(
                                                        Tensor.zeros(2, 1, 2, 2),
                                                        ConvOptions.DEFAULT.padding(3))),
                conv("convTranspose2d", new ConvCase(false, true, true))
                        .variant("with a bias")
                        .operands(ANY, ANY, ANY),
                conv("convTranspose1d", new ConvCase(true, true, false))
                        .operands(ANY, ANY)
                        .known(null, "F.conv_transpose1d"),
                conv("convTranspose1d", new ConvCase(true, true, true))
                        .variant("with a bias")
                        .operands(ANY, ANY, ANY));
    }

    private static RowBuilder conv(String method, ConvCase form) {
        return OpRow.of(method, form::draw).types(FLOATING).tolerance(TERMS).records("ConvOp");
    }

    private static Tensor images() {
        return Tensor.zeros(1, 2, 4, 4);
    }

    private static List<RowBuilder> pooling() {
        PoolOptions pairs = PoolOptions.of(2);
        return List.of(
                pool("maxPool2d", false, true, (x, o) -> x.maxPool2d(o), PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.max_pool2d")
                        .refuses(
                                "maxPool2d: no window fits along axis -1: [1, 2, 1] (1 < 2)",
                                () -> Tensor.zeros(1, 2, 1).maxPool2d(pairs))
                        .refuses(
                                "maxPool2d: takes images of 3 or 4 axes",
                                () -> Tensor.zeros(2, 2).maxPool2d(pairs))
                        .refuses(
                                "PoolOptions: padding 2 is more than half of a window of 2",
                                () -> pairs.padding(2))
                        .refuses(
                                "maxPool2d: a window along axis -2 lies in the padding alone",
                                () ->
                                        Tensor.zeros(1, 2, 2)
                                                .maxPool2d(pairs.stride(1).dilation(3).padding(2))),
                pool(
                                "maxPool2dWithIndices",
                                false,
                                true,
                                (x, o) -> x.maxPool2dWithIndices(o).values(),
                                PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.max_pool2d_with_indices"),
                pool(
                                "maxPool2dWithIndices",
                                false,
                                true,
                                (x, o) -> x.maxPool2dWithIndices(o).indices(),
                                PoolOracle::maxIndex)
                        .variant("its indices")
                        .noGradient(),
                pool("maxPool1d", true, true, (x, o) -> x.maxPool1d(o), PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.max_pool1d"),
                pool(
                                "maxPool1dWithIndices",
                                true,
                                true,
                                (x, o) -> x.maxPool1dWithIndices(o).values(),
                                PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.max_pool1d_with_indices"),
                pool(
                                "maxPool1dWithIndices",
                                true,
                                true,
                                (x, o) -> x.maxPool1dWithIndices(o).indices(),
                                PoolOracle::maxIndex)
                        .variant("its indices")
                        .noGradient(),
                pool("avgPool2d", false, false, (x, o) -> x.avgPool2d(o), PoolOracle::mean)
                        .records("MeanPoolOp")
                        .tolerance(Tolerance.COMMON)
                        .known(null, "F.avg_pool2d")
                        .refuses(
                                "avgPool2d: means have no dilation, not 2",
                                () -> images().avgPool2d(pairs.dilation(2))),
                pool("avgPool1d", true, false, (x, o) -> x.avgPool1d(o), PoolOracle::mean)
                        .records("MeanPoolOp")
                        .tolerance(Tolerance.COMMON)
                        .known(null, "F.avg_pool1d"),
                adaptive("adaptiveMaxPool2d", 2, (x, n) -> x.adaptiveMaxPool2d(n[0], n[1]).values())
                        .records("MaxPoolOp")
                        .known(null, "F.adaptive_max_pool2d"),
                adaptive("adaptiveMaxPool1d", 1, (x, n) -> x.adaptiveMaxPool1d(n[0]).values())
                        .records("MaxPoolOp")
                        .known(null, "F.adaptive_max_pool1d")
                        .refuses(
                                "adaptiveMaxPool1d: axis -1 is empty: [1, 0]",
                                () -> Tensor.zeros(1, 0).adaptiveMaxPool1d(2)),
                adaptive("adaptiveAvgPool2d", 2, (x, n) -> x.adaptiveAvgPool2d(n[0], n[1]))
                        .records("MeanPoolOp")
                        .tolerance(Tolerance.COMMON)
                        .known(null, "F.adaptive_avg_pool2d")
                        .refuses(
                                "adaptiveAvgPool2d: the size of the result must be positive, not 0",
                                () -> images().adaptiveAvgPool2d(0, 1))
                        .refuses(
                                "adaptiveAvgPool2d: the size of the result must be at most 2147483639, not 4294967296",
                                () -> images().adaptiveAvgPool2d(1L << 32, 1)),
                adaptive("adaptiveAvgPool1d", 1, (x, n) -> x.adaptiveAvgPool1d(n[0]))
                        .records("MeanPoolOp")
                        .tolerance(Tolerance.COMMON)
                        .known(null, "F.adaptive_avg_pool1d"));
    }

    /** A call of a pooling. */
    private interface Pool {
        Tensor of(Tensor x, PoolOptions options);
    }

    /** The oracle of one window: its elements in the image, and their places. */
    private interface OfWindow {
        double of(PoolOracle.Window window);
    }

    private static RowBuilder pool(
            String method, boolean isFlat, boolean isMax, Pool call, OfWindow value) {
        return OpRow.of(
                        method,
                        draw -> {
                            PoolOptions options = poolOptions(draw, isMax);
                            Shape shape = images(draw, isFlat, 3L + draw.below(5));
                            return new Call(
                                    List.of(draw.operand(0, shape)),
                                    t -> call.of(t[0], options),
                                    x -> PoolOracle.sliding(x[0], isFlat, options, value::of));
                        })
                .operands(OperandSpec.of(isMax ? Domain.COUNTS : Domain.of(-2, 2)))
                .types(FLOATING);
    }

    private static PoolOptions poolOptions(RandomCall draw, boolean isMax) {
        PoolOptions any =
                PoolOptions.of(1 + draw.below(3), 1 + draw.below(3))
                        .stride(1 + draw.below(3), 1 + draw.below(3));
        PoolOptions padded =
                any.padding(
                        draw.below(any.height().kernel() / 2 + 1),
                        draw.below(any.width().kernel() / 2 + 1));
        PoolOptions spread = isMax && draw.coin() ? padded.dilation(1, 2) : padded;
        boolean fits = spread.width().padding() <= 1 && spread.width().kernel() < 3;
        return (fits ? spread : padded).ceilMode(draw.coin()).countIncludePad(draw.coin());
    }

    /** A batch of images or one image, now and then none. */
    private static Shape images(RandomCall draw, boolean isFlat, long height) {
        long width = 3L + draw.below(5);
        Shape image = isFlat ? Shape.of(2, width) : Shape.of(2, height, width);
        return draw.below(4) == 0 ? image : image.insert(0, draw.below(4));
    }

    private static RowBuilder adaptive(
            String method, int axes, BiFunction<Tensor, long[], Tensor> call) {
        boolean isMax = method.contains("Max");
        return OpRow.of(
                        method,
                        draw -> {
                            long[] size = {1L + draw.below(6), 1L + draw.below(6)};
                            Shape shape = images(draw, axes == 1, 3L + draw.below(5));
                            return new Call(
                                    List.of(draw.operand(0, shape)),
                                    t -> call.apply(t[0], size),
                                    x ->
                                            PoolOracle.adaptive(
                                                    x[0],
                                                    axes == 1 ? new long[] {size[0]} : size,
                                                    isMax ? PoolOracle::max : PoolOracle::mean));
                        })
                .operands(OperandSpec.of(isMax ? Domain.COUNTS : Domain.of(-2, 2)))
                .types(FLOATING);
    }

    private static List<RowBuilder> fractional() {
        PoolOptions.Fractional pairs = PoolOptions.fractional(2);
        return List.of(
                fractional("fractionalMaxPool2d", 2, Tensor::fractionalMaxPool2d, PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.fractional_max_pool2d")
                        .refuses(
                                "fractionalMaxPool2d: 4 windows of 2 do not fit along axis -2: [1, 2, 4, 4] (5 > 4)",
                                () -> images().fractionalMaxPool2d(pairs.size(4)))
                        .refuses(
                                "fractionalMaxPool2d: takes the size of the result or its ratio to the images, one of them, not [] and []",
                                () -> images().fractionalMaxPool2d(pairs))
                        .refuses(
                                "fractionalMaxPool2d: the kernel has one number or 2, not [1, 2, 3]",
                                () ->
                                        images().fractionalMaxPool2d(
                                                        PoolOptions.fractional(1, 2, 3).size(1)))
                        .refuses(
                                "fractionalMaxPool2d: the samples are 2 for each channel, of shape [1, 2, 2]: [1, 2, 4, 4] x [1, 1, 2]",
                                () ->
                                        images().fractionalMaxPool2d(
                                                        pairs.size(1)
                                                                .samples(Tensor.zeros(1, 1, 2))))
                        .refuses(
                                "fractionalMaxPool2d: a sample is from 0 to 1, not 2.0",
                                () ->
                                        images().fractionalMaxPool2d(
                                                        pairs.size(1)
                                                                .samples(Tensor.full(2, 1, 2, 2))))
                        .refuses(
                                "fractionalMaxPool2d: the size of the result must be positive, not 0",
                                () -> images().fractionalMaxPool2d(pairs.ratio(0.1)))
                        .refuses(
                                "fractionalMaxPool2d: takes images of 3 or 4 axes",
                                () -> Tensor.zeros(2, 2).fractionalMaxPool2d(pairs.size(1)))
                        .refuses(
                                "PoolOptions: a ratio must be between 0 and 1, not 1.0",
                                () -> pairs.ratio(1)),
                fractional(
                                "fractionalMaxPool2dWithIndices",
                                2,
                                (x, o) -> x.fractionalMaxPool2dWithIndices(o).values(),
                                PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.fractional_max_pool2d_with_indices"),
                fractional(
                                "fractionalMaxPool2dWithIndices",
                                2,
                                (x, o) -> x.fractionalMaxPool2dWithIndices(o).indices(),
                                PoolOracle::maxIndex)
                        .variant("its indices")
                        .noGradient(),
                fractional("fractionalMaxPool3d", 3, Tensor::fractionalMaxPool3d, PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.fractional_max_pool3d")
                        .refuses(
                                "fractionalMaxPool3d: takes images of 4 or 5 axes",
                                () -> Tensor.zeros(2, 2, 2).fractionalMaxPool3d(pairs.size(1))),
                fractional(
                                "fractionalMaxPool3dWithIndices",
                                3,
                                (x, o) -> x.fractionalMaxPool3dWithIndices(o).values(),
                                PoolOracle::max)
                        .records("MaxPoolOp")
                        .known(null, "F.fractional_max_pool3d_with_indices"),
                fractional(
                                "fractionalMaxPool3dWithIndices",
                                3,
                                (x, o) -> x.fractionalMaxPool3dWithIndices(o).indices(),
                                PoolOracle::maxIndex)
                        .variant("its indices")
                        .noGradient());
    }

    private static RowBuilder fractional(
            String method,
            int axes,
            BiFunction<Tensor, PoolOptions.Fractional, Tensor> call,
            OfWindow value) {
        return OpRow.of(method, draw -> fractional(draw, axes, call, value))
                .operands(OperandSpec.of(Domain.COUNTS))
                .types(FLOATING);
    }

    /** With given samples, or with those that a seed draws. */
    private static Call fractional(
            RandomCall draw,
            int axes,
            BiFunction<Tensor, PoolOptions.Fractional, Tensor> call,
            OfWindow value) {
        Shape shape = images(draw, false, 2L + draw.below(4));
        shape = axes == 3 ? shape.insert(shape.rank() - 2, 2L + draw.below(3)) : shape;
        int lead = shape.rank() - axes;
        int[] kernel = new int[axes];
        long[] results = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            long size = shape.dim(lead + axis);
            kernel[axis] = 1 + draw.below((int) size);
            results[axis] = 1L + draw.below((int) size - kernel[axis] + 1);
        }
        Tensor x = draw.operand(0, shape);
        boolean isFloat = x.dtype().computeType() == F32;
        PoolOptions.Fractional options = PoolOptions.fractional(kernel).size(results);
        long seed = draw.below(1000);
        Shape each = Shape.of(Arrays.copyOf(shape.dims(), lead)).insert(lead, axes);
        double[] samples = new double[(int) each.numel()];
        boolean isDrawn = draw.coin();
        Arrays.setAll(
                samples,
                i ->
                        !isDrawn
                                ? draw.below(65) / 64.0
                                : isFloat
                                        ? PhiloxOracle.ofOneWord(seed, i)
                                        : PhiloxOracle.ofTwoWords(seed, i));
        FractionalPoolOracle oracle =
                new FractionalPoolOracle(
                        Arrays.stream(kernel).asLongStream().toArray(), results, samples, isFloat);
        return new Call(
                List.of(x),
                t ->
                        call.apply(
                                t[0],
                                isDrawn
                                        ? options.generator(new Generator(seed))
                                        : options.samples(Tensor.of(samples, each.dims()))),
                t -> oracle.of(t[0], value::of));
    }

    private static List<RowBuilder> resizing() {
        return List.of(
                resize(
                                "interpolateNearest",
                                (x, n) -> x.interpolateNearest(n),
                                ResizeOracle::nearest)
                        .operands(OperandSpec.of(Domain.ALL))
                        .known(null, "F.interpolate(mode='nearest')")
                        .records("IndexSelectOp")
                        .refuses(
                                "interpolateNearest: a size must be positive, not 0",
                                () -> images().interpolateNearest(0))
                        .refuses(
                                "interpolateNearest: a size must be at most 2147483639, not 4294967296",
                                () -> images().interpolateNearest(1L << 32))
                        .refuses(
                                "interpolateNearest: takes one or two sizes",
                                () -> images().interpolateNearest()),
                resize(
                                "interpolateLinear",
                                (x, n) -> x.interpolateLinear(false, n),
                                (x, n) -> ResizeOracle.linear(x, false, n))
                        .operands(ANY)
                        .types(FLOATING)
                        .tolerance(Tolerance.COMMON)
                        .known(null, "F.interpolate(mode='bilinear')")
                        .records("IndexSelectOp")
                        .refuses(
                                "interpolateLinear: an axis is empty",
                                () -> Tensor.zeros(1, 1, 0).interpolateLinear(true, 2)),
                resize(
                                "interpolateLinear",
                                (x, n) -> x.interpolateLinear(true, n),
                                (x, n) -> ResizeOracle.linear(x, true, n))
                        .variant("corners aligned")
                        .operands(ANY)
                        .types(FLOATING)
                        .tolerance(Tolerance.COMMON));
    }

    private static RowBuilder resize(
            String method,
            BiFunction<Tensor, long[], Tensor> call,
            BiFunction<NdArray, long[], NdArray> oracle) {
        return OpRow.of(
                method,
                draw -> {
                    boolean isFlat = draw.coin();
                    long[] size =
                            isFlat
                                    ? new long[] {1 + draw.below(9)}
                                    : new long[] {1 + draw.below(9), 1 + draw.below(9)};
                    Shape shape = images(draw, isFlat, 1L + draw.below(7));
                    return new Call(
                            List.of(draw.operand(0, shape)),
                            t -> call.apply(t[0], size),
                            x -> oracle.apply(x[0], size));
                });
    }
}
