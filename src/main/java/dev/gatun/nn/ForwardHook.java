package dev.gatun.nn;

import dev.gatun.tensor.Tensor;

/**
 * Reads or changes what a module gives, at each of its calls: {@link Module#onForward}.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.ForwardHook;
 * import dev.gatun.nn.Linear;
 * import dev.gatun.tensor.Tensor;
 *
 * try (Scope _ = Scope.open("model")) {
 *     Linear linear = new Linear(4, 2);
 *     try (ForwardHook.Registration _ = linear.onForward((module, input, output) -> output.mul(0))) {
 *         assert linear.apply(Tensor.ones(3, 4)).square().sum().item() == 0;
 *     }
 *     assert linear.apply(Tensor.ones(3, 4)).square().sum().item() > 0;
 * }
 * }
 */
@FunctionalInterface
public interface ForwardHook {
    /**
     * Called after the forward computation of a module.
     *
     * @param module the module called
     * @param input its input; the first, where it has several
     * @param output what it has computed, as hooks registered before have left it
     * @return what the caller of the module is given: {@code output}, or another tensor
     */
    Tensor apply(Module module, Tensor input, Tensor output);

    /** A hook in use, until it is closed. Closing it again does nothing. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
