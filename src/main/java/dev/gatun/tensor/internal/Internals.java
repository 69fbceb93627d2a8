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
import org.jspecify.annotations.Nullable;

/**
 * What tensors keep from users, for the packages of the library that compute with them.
 *
 * <p>{@link Tensor} is exported, and what is public in it users can call. So its fields are closed,
 * and an {@link Access} that stands beside them is handed over here, in a package that is not
 * exported, as {@code jdk.internal.access.SharedSecrets} has it. Calls are as fast as reading the
 * field: the JIT knows the one implementation.
 */
public final class Internals {
    /** Implemented beside the fields. */
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

        /** Whether other tensors look at the same memory, or may. */
        boolean isShared(Tensor x);

        /** Another view of the same memory, for the caller's user. */
        Tensor view(Tensor x, Layout layout);

        /** Adds to a tensor in place, outside the tape. */
        void add(Tensor sum, Tensor gradient);

        /** The next draw of a generator, or of the checkpoint under way. */
        RandomStream draw(Generator generator);

        /** The next draw of a generator itself. */
        RandomStream next(Generator generator);
    }

    /** A constant to the JIT; initialised when there is one. */
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
     * Called by the initializer of {@link Tensor}, while there is stack: and before the first
     * tensor is made.
     */
    public static void initialize() {
        try {
            if (access == null) {
                MethodHandles.lookup().ensureInitialized(Tensor.class);
            }
            MethodHandles.lookup().ensureInitialized(Given.class);
        } catch (IllegalAccessException e) {
            throw new AssertionError("both can be reached from here", e);
        }
    }

    /** A tensor over some memory. */
    public static Tensor of(Storage storage, Layout layout, DType dtype) {
        if (access == null) {
            initialize();
        }
        return Given.ACCESS.of(storage, layout, dtype);
    }

    /** A new contiguous tensor in the current scope, whose bytes the caller must all write. */
    public static Tensor unwritten(Shape shape, DType dtype) {
        return unwritten(Scope.current(), shape, dtype);
    }

    /** A new contiguous tensor in a scope, whose bytes the caller must all write. */
    public static Tensor unwritten(Scope scope, Shape shape, DType dtype) {
        Storage storage = Storage.reserve(scope, dtype.bytes(shape.numel()));
        return of(storage, Layout.contiguous(shape), dtype);
    }

    /** Another view of the same memory, for the caller's user. */
    public static Tensor view(Tensor x, Layout layout) {
        return Given.ACCESS.view(x, layout);
    }

    /** Another view of the same memory, which nobody gets to see. */
    public static Tensor part(Tensor x, Layout layout) {
        return Given.ACCESS.of(storage(x), layout, x.dtype());
    }

    /** A tensor without its place on the tape, which nobody gets to see. */
    public static Tensor alias(Tensor x) {
        return part(x, x.layout());
    }

    /** The memory of a tensor. */
    public static Storage storage(Tensor x) {
        return Given.ACCESS.storage(x);
    }

    /** What a kernel takes; the caller {@linkplain Hold holds} the storage. */
    public static Operand operand(Tensor x) {
        return new Operand(storage(x), x.layout(), x.dtype());
    }

    /** Where the elements of a tensor begin in its memory, in bytes. */
    public static long start(Tensor x) {
        return x.numel() == 0 ? 0 : x.dtype().bytes(x.layout().offset());
    }

    /** Whether the elements are as the fastest kernels want them. */
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

    /** Whether other tensors look at the same memory, or may. */
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
