package dev.gatun.tensor;

import static dev.gatun.expr.ElementwiseFunction.NEXT_AFTER;
import static dev.gatun.expr.ElementwiseFunction.NEXT_FLOAT_AFTER;
import static dev.gatun.tensor.Formula.NO_SCALARS;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.Elementwise;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.notation.Einsum;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.CatOp;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.op.move.CopyOp;
import dev.gatun.tensor.read.Extraction;
import dev.gatun.tensor.tape.Node;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers with any number of axes, in off-heap memory of a {@link Scope}.
 *
 * {@snippet :
 * try (Scope step = Scope.open("step")) {
 *     Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
 *     Tensor w = Tensor.eye(2);
 *     System.out.println(x.sub(w).mul(2)); // [[0. 4.] [6. 6.]]
 * }
 * }
 *
 * <p>Names and rules are PyTorch's in camelCase, broadcasting NumPy's. A tensor is a view of a
 * buffer: {@link #transpose}, {@link #slice} and their like share the buffer and copy nothing. Its
 * methods are declared in an interface for each family: {@link Elementwise}, {@link InPlace},
 * {@link Movement}, {@link Reductions}, {@link Products}, {@link Contractions}, {@link
 * Similarities}, {@link Rows}, {@link Windows}, {@link Networks}, {@link Indexing}, {@link Reading}
 * and {@link Autograd}.
 *
 * <p>Methods return new tensors in the {@linkplain Scope#current() current scope}; those whose name
 * ends in an underscore write in place. A tensor of a closed scope, or of another thread's confined
 * one, throws {@link IllegalStateException}; arguments that are not valid throw {@link
 * IllegalArgumentException}, and shapes that do not match {@link ShapeException}. A call that
 * throws has written nothing.
 *
 * <p>Tensors compute in {@link DType#F32} and {@link DType#F64}, and integers in their own types,
 * exactly. {@link DType#BF16} and {@link DType#F16} store, and are converted when an operation
 * reads them.
 */
public final class Tensor extends Maps
        implements Keepable<Tensor>,
                Elementwise<Tensor>,
                InPlace,
                Movement,
                Reductions,
                Products,
                Contractions,
                Similarities,
                Rows,
                Windows,
                Networks,
                Indexing,
                Ordering,
                Reading,
                Autograd {
    static {
        Internals.set(new TensorAccess());
        // Now, while there is room on the stack: a class whose initializer overflows the stack is
        // unusable for good.
        Initialization.TENSORS.ensure();
        Internals.initialize();
    }

    private static final Formula ADD = Formula.of(ElementwiseFunction.ADD, 2, 0);
    private static final Formula ADD_NUMBER = Formula.of(ElementwiseFunction.ADD, 1, 1);
    private static final Formula SUB = Formula.of(ElementwiseFunction.SUB, 2, 0);
    private static final Formula SUB_NUMBER = Formula.of(ElementwiseFunction.SUB, 1, 1);
    private static final Formula MUL = Formula.of(ElementwiseFunction.MUL, 2, 0);
    private static final Formula MUL_NUMBER = Formula.of(ElementwiseFunction.MUL, 1, 1);
    private static final Formula DIV = Formula.of(ElementwiseFunction.DIV, 2, 0);
    private static final Formula DIV_NUMBER = Formula.of(ElementwiseFunction.DIV, 1, 1);

    final Storage storage;
    final Layout layout;
    final DType dtype;

    /**
     * The node of this tensor on the tape, which may be {@linkplain Node#isCut one without a
     * gradient}; null if no gradient is wanted.
     */
    @Nullable Node node;

    /** Which of the node's outputs it is. A short, so that a tensor takes 32 bytes. */
    short outputIndex;

    /** Whether other tensors are, or may be, views of the same memory. */
    boolean isShared;

    Tensor(Storage storage, Layout layout, DType dtype) {
        assert layout.minElement() >= 0
                && (layout.numel() == 0
                        || dtype.bytes(layout.maxElement() + 1) <= storage.byteSize());
        this.storage = storage;
        this.layout = layout;
        this.dtype = dtype;
    }

    /** A new contiguous tensor in the current scope, whose bytes the caller must all write. */
    static Tensor unwritten(Shape shape, DType dtype) {
        return unwritten(Scope.current(), shape, dtype);
    }

    static Tensor unwritten(Scope scope, Shape shape, DType dtype) {
        return new Tensor(
                Storage.reserve(scope, dtype.bytes(shape.numel())),
                Layout.contiguous(shape),
                dtype);
    }

    /** Another view of the same buffer, to be returned to the user. */
    Tensor view(Layout other) {
        Tensor view = new Tensor(storage, other, dtype);
        isShared = true;
        view.isShared = true;
        return view;
    }

    /** Another view of the same buffer, for internal use. */
    Tensor part(Layout other) {
        return new Tensor(storage, other, dtype);
    }

    /** This tensor without its node, for internal use. */
    Tensor alias() {
        return part(layout);
    }

    /**
     * Gives a copy or an alias this tensor's place on the tape; a write in place changes its own.
     */
    Tensor recorded(Tensor same) {
        same.node = node;
        same.outputIndex = outputIndex;
        return same;
    }

    /** The operand for a kernel; the caller {@linkplain Hold holds} the storage. */
    Operand operand() {
        return new Operand(storage, layout, dtype);
    }

    /** The offset of the first element in the buffer, in bytes; 0 for an empty view. */
    long start() {
        return numel() == 0 ? 0 : dtype.bytes(layout.offset());
    }

    /** Whether the elements are in row-major order without gaps, as the fastest kernels require. */
    boolean isDense() {
        return layout.isContiguous() && dtype.isCompute();
    }

    /** The node of this tensor if it has a gradient; null otherwise. */
    @Nullable Node followed() {
        Node known = node;
        return known == null || known.isCut() ? null : known;
    }

    /** Whether the elements of two tensors share a byte. */
    boolean overlaps(Tensor other) {
        if (storage == other.storage && dtype == other.dtype) {
            return layout.overlaps(other.layout);
        }
        return numel() > 0
                && other.numel() > 0
                && firstByte() < other.endByte()
                && other.firstByte() < endByte();
    }

    private long firstByte() {
        return storage.address() + dtype.bytes(layout.minElement());
    }

    private long endByte() {
        return storage.address() + dtype.bytes(layout.maxElement() + 1);
    }

    // Elementwise functions, by their formulas

    @Override
    public Tensor apply(ElementwiseFunction function) {
        return Formula.of(function, 1, 0).unary(this, NO_SCALARS);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, Tensor y) {
        return Formula.of(function, 2, 0).binary(this, y, NO_SCALARS);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, Tensor y, Tensor z) {
        return Formula.of(function, 3, 0).general(NO_SCALARS, this, y, z);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, double y) {
        return Formula.of(function, 1, 1).unary(this, y);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, double y, double z) {
        return Formula.of(function, 1, 2).unary(this, y, z);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, Tensor y, double z) {
        return Formula.of(function, 2, 1).binary(this, y, z);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, Tensor y, Tensor z, double w) {
        return Formula.of(function, 3, 1).general(new double[] {w}, this, y, z);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, double y, double z, double w) {
        return Formula.of(function, 1, 3).unary(this, y, z, w);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, long y) {
        return dtype.isFloating()
                ? apply(function, (double) y)
                : Formula.of(function, 1, 1).whole(new long[] {y}, this);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, long y, long z) {
        return Formula.of(function, 1, 2).whole(new long[] {y, z}, this);
    }

    @Override
    public Tensor apply(ElementwiseFunction function, Tensor y, long z) {
        return Formula.of(function, 2, 1).whole(new long[] {z}, this, y);
    }

    // The hottest directly: through apply an addition of 64 floats took 37 ns instead of 20.

    @Override
    public Tensor add(Tensor other) {
        return ADD.binary(this, other, NO_SCALARS);
    }

    @Override
    public Tensor add(double other) {
        return ADD_NUMBER.unary(this, other);
    }

    @Override
    public Tensor sub(Tensor other) {
        return SUB.binary(this, other, NO_SCALARS);
    }

    @Override
    public Tensor sub(double other) {
        return SUB_NUMBER.unary(this, other);
    }

    @Override
    public Tensor mul(Tensor other) {
        return MUL.binary(this, other, NO_SCALARS);
    }

    @Override
    public Tensor mul(double other) {
        return MUL_NUMBER.unary(this, other);
    }

    @Override
    public Tensor div(Tensor other) {
        return DIV.binary(this, other, NO_SCALARS);
    }

    @Override
    public Tensor div(double other) {
        return DIV_NUMBER.unary(this, other);
    }

    @Override
    public Tensor bitwiseNot() {
        return dtype == DType.BOOL ? logicalNot() : Elementwise.super.bitwiseNot();
    }

    @Override
    public Tensor nextAfter(Tensor other) {
        Nulls.refuse("nextAfter", "other", other);
        boolean isDouble = dtype.promote(other.dtype) == DType.F64;
        return apply(isDouble ? NEXT_AFTER : NEXT_FLOAT_AFTER, other);
    }

    @Override
    public Tensor pow(double exponent) {
        // The one power that is everywhere, and a product is exact where pow costs fifty times it.
        return exponent == 2 && dtype.isFloating() ? square() : Elementwise.super.pow(exponent);
    }

    @Override
    public Tensor pow(long exponent) {
        if (dtype.isFloating()) {
            return pow((double) exponent);
        }
        if (exponent < 0) {
            throw new IllegalArgumentException(
                    "pow: integers to the power of %d are fractions; convert %s with to(F32)"
                            .formatted(exponent, describe()));
        }
        return apply(ElementwiseFunction.POW, exponent);
    }

    // What it is

    /** The sizes along its axes. */
    public Shape shape() {
        return layout.shape();
    }

    /** The type of its elements. */
    public DType dtype() {
        return dtype;
    }

    /** Where its elements are in its buffer. */
    public Layout layout() {
        return layout;
    }

    /** The scope that its memory belongs to. */
    public Scope scope() {
        return storage.scope();
    }

    // Made like it

    /** Zeros of this tensor's shape and type. */
    public Tensor zerosLike() {
        return Creation.full("zerosLike", shape(), 0, dtype);
    }

    /** Ones of this tensor's shape and type. */
    public Tensor onesLike() {
        return Creation.full("onesLike", shape(), 1, dtype);
    }

    /**
     * Zeros of this tensor's shape and type, in a scope: {@code w.zerosLike(w.scope())} lives as
     * long as w does.
     *
     * @throws IllegalStateException if the scope is closed, another thread's, or memory of {@link
     *     #fromSegment}
     */
    public Tensor zerosLike(Scope home) {
        Nulls.refuse("zerosLike", "home", home);
        return Creation.full("zerosLike", home, shape(), 0, dtype);
    }

    /**
     * Ones of this tensor's shape and type, in a scope.
     *
     * @throws IllegalStateException as for {@link #zerosLike(Scope)}
     */
    public Tensor onesLike(Scope home) {
        Nulls.refuse("onesLike", "home", home);
        return Creation.full("onesLike", home, shape(), 1, dtype);
    }

    /**
     * A tensor of one value, of this tensor's shape and type, in a scope.
     *
     * @throws IllegalStateException as for {@link #zerosLike(Scope)}
     */
    public Tensor fullLike(double value, Scope home) {
        Nulls.refuse("fullLike", "home", home);
        return Creation.full("fullLike", home, shape(), value, dtype);
    }

    /**
     * A tensor of one whole number, of this tensor's shape and type, in a scope.
     *
     * @throws IllegalStateException as for {@link #zerosLike(Scope)}
     */
    public Tensor fullLike(long value, Scope home) {
        Nulls.refuse("fullLike", "home", home);
        return Creation.full("fullLike", home, shape(), value, dtype);
    }

    // Made from other tensors

    /** Concatenates tensors along an existing axis; types are promoted. */
    public static Tensor cat(int axis, Tensor... tensors) {
        return CatOp.of(axis, Checks.copy("cat", "tensors", tensors));
    }

    /** Stacks tensors of one shape along a new axis; types are promoted. */
    public static Tensor stack(int axis, Tensor... tensors) {
        return Copies.stack(axis, Checks.copy("stack", "tensors", tensors));
    }

    /**
     * The sum of products that an equation says (Einstein's notation): {@code
     * einsum("bhqd,bhkd->bhqk", q, k)}. A letter stands for an axis; a letter that the result does
     * not have is summed over, one that stands twice in an operand is the diagonal of these axes,
     * and {@code ...} stands for any number of axes, which broadcast. Without an arrow the result
     * has the axes of ellipses, then the letters that are met once, in the order of the alphabet.
     * As in PyTorch, an axis of size 1 broadcasts, and an ellipsis that the result does not name is
     * summed over.
     *
     * <p>Carried out as views, products of matrices and sums; more than two tensors are multiplied
     * in pairs, in the cheapest order of up to eight, which takes other roundings than another
     * order. The result may be a view, where nothing is to be computed. Integers keep their type,
     * as in NumPy, and wrap.
     *
     * @throws ShapeException if the sizes of an axis differ
     * @throws IllegalArgumentException if the equation cannot be read, or does not fit the tensors,
     *     or these are not of one type, or of BOOL
     */
    public static Tensor einsum(String equation, Tensor... tensors) {
        Nulls.refuse("einsum", "equation", equation);
        return Einsum.of(equation, Checks.copy("einsum", "tensors", tensors));
    }

    // Made from memory

    /**
     * A tensor over a segment of the caller, without a copy: it is valid as long as the segment is,
     * and each sees writes to the other. If the segment is a mapped file that is truncated
     * meanwhile, reading beyond its end terminates the JVM with SIGBUS; no library can prevent
     * that.
     *
     * <p><b>Writes through the segment are not detected:</b> a gradient that needs the old elements
     * is then computed from the new ones.
     *
     * @param segment off-heap, aligned to the element size, and large enough
     * @throws IllegalArgumentException if it is none of these
     */
    public static Tensor fromSegment(MemorySegment segment, DType dtype, long... shape) {
        return Creation.fromSegment(segment, ShapeRules.shape("fromSegment", shape), dtype);
    }

    /**
     * A tensor over a direct buffer, from its position to its limit, without a copy.
     *
     * @throws IllegalArgumentException if the buffer is on the heap or in another byte order
     */
    public static Tensor fromBuffer(Buffer buffer, DType dtype, long... shape) {
        return Creation.fromBuffer(buffer, ShapeRules.shape("fromBuffer", shape), dtype);
    }

    /**
     * A copy in a scope, as {@link Scope#keep} returns. It is recorded like {@link #copy}, so that
     * gradients pass through it; the copy of a leaf is a new leaf that requires a gradient and has
     * none yet.
     */
    @Override
    public Tensor copyTo(Scope target) {
        Nulls.refuse("copyTo", "target", target);
        if (!requiresGrad() || !isLeaf()) {
            return new CopyOp("keep", target).apply(this);
        }
        Tensor copy = Copies.copyTo(this, target);
        copy.node = Node.leaf(copy);
        return copy;
    }

    @Override
    public String describe() {
        return "tensor " + shape() + " " + dtype;
    }

    /**
     * The elements as NumPy prints them, then shape and type. For a tensor of a closed scope the
     * text says so.
     */
    @Override
    public String toString() {
        return Extraction.print(this);
    }
}
