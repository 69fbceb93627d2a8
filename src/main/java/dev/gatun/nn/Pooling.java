package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import java.util.function.UnaryOperator;

/** The largest element or the mean of windows, as a layer: {@code Pooling.max2d(2)}. */
public final class Pooling extends FunctionLayer {
    private Pooling(String name, String options, UnaryOperator<Tensor> function) {
        super("Pooling", name, options, function);
    }

    /** {@link Tensor#maxPool2d}. */
    public static Pooling max2d(PoolOptions options) {
        Nulls.refuse("max2d", "options", options);
        return new Pooling("MaxPool2d", print(options), x -> x.maxPool2d(options));
    }

    /** {@link Tensor#maxPool1d}. */
    public static Pooling max1d(PoolOptions options) {
        Nulls.refuse("max1d", "options", options);
        return new Pooling("MaxPool1d", print(options.width()), x -> x.maxPool1d(options));
    }

    /** {@link Tensor#avgPool2d}. */
    public static Pooling avg2d(PoolOptions options) {
        Nulls.refuse("avg2d", "options", options);
        return new Pooling("AvgPool2d", print(options), x -> x.avgPool2d(options));
    }

    /** {@link Tensor#avgPool1d}. */
    public static Pooling avg1d(PoolOptions options) {
        Nulls.refuse("avg1d", "options", options);
        return new Pooling("AvgPool1d", print(options.width()), x -> x.avgPool1d(options));
    }

    /** {@link Tensor#adaptiveAvgPool2d}. */
    public static Pooling adaptiveAvg2d(long height, long width) {
        String size = "output_size=(%d, %d)".formatted(height, width);
        return new Pooling("AdaptiveAvgPool2d", size, x -> x.adaptiveAvgPool2d(height, width));
    }

    private static String print(PoolOptions options) {
        return options.height().equals(options.width())
                ? print(options.width())
                : "kernel_size=(%d, %d), stride=(%d, %d), padding=(%d, %d)"
                        .formatted(
                                options.height().kernel(),
                                options.width().kernel(),
                                options.height().stride(),
                                options.width().stride(),
                                options.height().padding(),
                                options.width().padding());
    }

    private static String print(PoolOptions.Axis axis) {
        return "kernel_size=%d, stride=%d, padding=%d"
                .formatted(axis.kernel(), axis.stride(), axis.padding());
    }
}
