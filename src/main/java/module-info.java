/**
 * Off-heap tensors whose matrix products run in OpenBLAS and whose elementwise work runs in SIMD
 * loops.
 *
 * <p>A parameter takes null only where it is marked {@code Nullable}. Elsewhere null is refused,
 * before anything is written, with a {@link NullPointerException} that names the method called and
 * the parameter: {@code matmul: other is null}.
 */
@org.jspecify.annotations.NullMarked
module dev.gatun {
    requires dev.gatun.openblas;
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.gatun;
    exports dev.gatun.data;
    exports dev.gatun.expr;
    exports dev.gatun.gradcheck;
    exports dev.gatun.io;
    exports dev.gatun.linalg;
    exports dev.gatun.memory;
    exports dev.gatun.nn;
    exports dev.gatun.nn.attention;
    exports dev.gatun.nn.recurrent;
    exports dev.gatun.optim;
    exports dev.gatun.reference;
    exports dev.gatun.shape;
    exports dev.gatun.tensor;
    exports dev.gatun.text;
}
