package dev.gatun.tensor.internal;

import dev.gatun.kernel.fill.RandomStream;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.tape.Node;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Access to the fields of tensors that users cannot see, for the library's other packages.
 *
 * <p>{@link Tensor} is exported, so its fields are not public. Its package implements {@link
 * Access} and passes the implementation to this class, which is not exported, as with {@code
 * jdk.internal.access.SharedSecrets}. Calls are as fast as reading the field, because the JIT knows
 * the only implementation.
 */
public final class Internals {
    /** Implemented in the package of {@link Tensor}. */
    public interface Access {
        /** A tensor over some memory. */
        Tensor of(Storage storage, Layout layout, DType dtype);

        /** The memory of a tensor. */
        Storage storage(Tensor x);

        /** How gradients reach a tensor, or what keeps them from it. */
        @Nullable Node node(Tensor x);

        /** Which of its node's outputs a tensor is. */
        int outputIndex(Tensor x);

        /** Sets how gradients reach a tensor. */
        void setNode(Tensor x, @Nullable Node node, int outputIndex);

        /** Whether other tensors are, or may be, views of the same memory. */
        boolean isShared(Tensor x);

        /** Another view of the same memory, to be returned to the user. */
        Tensor view(Tensor x, Layout layout);

        /** Adds to a tensor in place, outside the tape. */
        void add(Tensor sum, Tensor gradient);

        /** The next draw of a generator, or of the checkpoint under way. */
        RandomStream draw(Generator generator);

        /** The next draw of a generator itself. */
        RandomStream next(Generator generator);
    }

    /** Holds the implementation in a final field, which is a constant to the JIT. */
    private static final class Given {
        static final Access ACCESS = given();

        private static Access given() {
            Access known = access;
            if (known == null) {
                throw new AssertionError("tensors are not initialised");
            }
            return known;
        }
    }

    private static volatile @Nullable Access access;

    private Internals() {}

    /** Called by the initializer of {@link Tensor}, first. */
    public static void set(Access given) {
        access = given;
    }

    /**
     * Called by the initializer of {@link Tensor}, while there is room on the stack and before the
     * first tensor is made.
     */
    public static void initialize() {
        try {
            if (access == null) {
                MethodHandles.lookup().ensureInitialized(Tensor.class);
            }
            MethodHandles.lookup().ensureInitialized(Given.class);
            MethodHandles.lookup().ensureInitialized(Generator.class);
            MethodHandles.lookup().ensureInitialized(ThreadLocalRandom.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("each can be reached from here", e);
        }
    }

    /** A tensor over some memory. */
    public static Tensor of(Storage storage, Layout layout, DType dtype) {
        if (access == null) {
            initialize();
        }
        return Given.ACCESS.of(storage, layout, dtype);
    }

    /**
     * A new contiguous tensor in the current scope, uninitialized: the caller writes all elements.
     */
    public static Tensor unwritten(Shape shape, DType dtype) {
        return unwritten(Scope.current(), shape, dtype);
    }

    /** A new contiguous tensor in a scope, uninitialized: the caller writes all elements. */
    public static Tensor unwritten(Scope scope, Shape shape, DType dtype) {
        Storage storage = Storage.reserve(scope, dtype.bytes(shape.numel()));
        return of(storage, Layout.contiguous(shape), dtype);
    }

    /** Another view of the same memory, to be returned to the user. */
    public static Tensor view(Tensor x, Layout layout) {
        return Given.ACCESS.view(x, layout);
    }

    /** Another view of the same memory, for internal use. */
    public static Tensor part(Tensor x, Layout layout) {
        return Given.ACCESS.of(storage(x), layout, x.dtype());
    }

    /** A tensor without its node, for internal use. */
    public static Tensor alias(Tensor x) {
        return part(x, x.layout());
    }

    /** The memory of a tensor. */
    public static Storage storage(Tensor x) {
        return Given.ACCESS.storage(x);
    }

    /** The operand for a kernel; the caller {@linkplain Hold holds} the storage. */
    public static Operand operand(Tensor x) {
        return new Operand(storage(x), x.layout(), x.dtype());
    }

    /** The offset of the first element of a tensor in its memory, in bytes. */
    public static long start(Tensor x) {
        return x.numel() == 0 ? 0 : x.dtype().bytes(x.layout().offset());
    }

    /** Whether the elements are in row-major order without gaps, as the fastest kernels require. */
    public static boolean isDense(Tensor x) {
        return x.layout().isContiguous() && x.dtype().isCompute();
    }

    /** How gradients reach a tensor, or {@linkplain Node#isCut what} keeps them from it. */
    public static @Nullable Node node(Tensor x) {
        return Given.ACCESS.node(x);
    }

    /** Which of its node's outputs a tensor is. */
    public static int outputIndex(Tensor x) {
        return Given.ACCESS.outputIndex(x);
    }

    /** Sets how gradients reach a tensor. */
    public static void setNode(Tensor x, @Nullable Node node, int outputIndex) {
        Given.ACCESS.setNode(x, node, outputIndex);
    }

    /** How gradients reach a tensor; null where they do not. */
    public static @Nullable Node followed(Tensor x) {
        Node known = node(x);
        return known == null || known.isCut() ? null : known;
    }

    /** Whether other tensors are, or may be, views of the same memory. */
    public static boolean isShared(Tensor x) {
        return Given.ACCESS.isShared(x);
    }

    /** Adds to a tensor in place, outside the tape; shapes and dtypes agree. */
    public static void add(Tensor sum, Tensor gradient) {
        Given.ACCESS.add(sum, gradient);
    }

    /** The next draw of a generator itself. */
    public static RandomStream next(Generator generator) {
        return Given.ACCESS.next(generator);
    }

    /** The next draw of a generator, or of the checkpoint under way. */
    public static RandomStream draw(Generator generator) {
        if (access == null) {
            initialize();
        }
        return Given.ACCESS.draw(generator);
    }
}
