package dev.gatun.optable.rows;

import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.ConvOracle;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * A form of convolution and its random calls.
 *
 * @param isFlat whether images have one axis
 */
record ConvCase(boolean isFlat, boolean isTransposed, boolean hasBias) {
    Call draw(RandomCall draw) {
        int groups = 1 + draw.below(2);
        long channels = groups * (1L + draw.below(2));
        long results = groups * (1L + draw.below(2));
        ConvOptions options = options(draw, groups);
        long height = isFlat ? 1 : 5 + draw.below(4);
        Shape image = shape(channels, height, 5L + draw.below(4));
        Shape images = draw.below(4) == 0 ? image : image.insert(0, draw.below(4));
        long kernelHeight = isFlat ? 1 : 1 + draw.below(3);
        long first = isTransposed ? channels : results;
        long second = (isTransposed ? results : channels) / groups;
        Shape kernels = shape(second, kernelHeight, 1L + draw.below(3)).insert(0, first);
        Tensor x = draw.operand(0, images);
        Tensor w = draw.operand(1, kernels);
        return new Call(
                hasBias ? List.of(x, w, draw.operand(2, Shape.of(results))) : List.of(x, w),
                t -> run(options, t),
                a -> ConvOracle.of(isFlat, isTransposed, hasBias, options, a));
    }

    private Shape shape(long channels, long height, long width) {
        return isFlat ? Shape.of(channels, width) : Shape.of(channels, height, width);
    }

    private ConvOptions options(RandomCall draw, int groups) {
        ConvOptions any =
                ConvOptions.DEFAULT
                        .stride(1 + draw.below(3), 1 + draw.below(3))
                        .padding(draw.below(3), draw.below(3))
                        .dilation(1 + draw.below(2), 1 + draw.below(2))
                        .groups(groups);
        return isTransposed
                ? any.outputPadding(
                        draw.below(any.height().stride()), draw.below(any.width().stride()))
                : any;
    }

    private Tensor run(ConvOptions options, Tensor... t) {
        if (isTransposed) {
            if (isFlat) {
                return hasBias
                        ? t[0].convTranspose1d(t[1], t[2], options)
                        : t[0].convTranspose1d(t[1], options);
            }
            return hasBias
                    ? t[0].convTranspose2d(t[1], t[2], options)
                    : t[0].convTranspose2d(t[1], options);
        }
        if (isFlat) {
            return hasBias ? t[0].conv1d(t[1], t[2], options) : t[0].conv1d(t[1], options);
        }
        return hasBias ? t[0].conv2d(t[1], t[2], options) : t[0].conv2d(t[1], options);
    }
}
