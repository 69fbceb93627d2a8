package dev.gatun.optable;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.SplittableRandom;

/** Choices for one random call of a row: shapes, axes, operands. */
public class RandomCall extends RandomShapes {
    private final OpRow row;
    private final DType dtype;
    private final Placement placement;

    /** The whole memory of each operand. */
    private final IdentityHashMap<Tensor, Tensor> buffers = new IdentityHashMap<>();

    /**
     * Choices by a generator.
     *
     * @param dtype of the operands that are numbers
     * @param placement of the first operand; the others' are random
     */
    public RandomCall(SplittableRandom random, OpRow row, DType dtype, Placement placement) {
        super(random);
        this.row = row;
        this.dtype = dtype;
        this.placement = placement;
    }

    /** The call. Its operands lie in the current scope. */
    public OpRow.Call draw() {
        return row.draw().apply(this);
    }

    /** The memory that an operand lies in, as a tensor without gaps. */
    public Tensor buffer(Tensor operand) {
        return Objects.requireNonNull(buffers.get(operand), "not an operand of this call");
    }

    /** Operand k of the row. */
    public Tensor operand(int k, Shape shape) {
        return operand(k, shape, k == 0 ? placement : Placement.any(random));
    }

    /** Operand k of the row, without gaps. */
    public Tensor dense(int k, Shape shape) {
        return operand(k, shape, Placement.CONTIGUOUS);
    }

    /** Operand k of the row, in which no two elements share a place. */
    public Tensor distinct(int k, Shape shape) {
        return operand(k, shape, Placement.distinct(random));
    }

    /**
     * Operand k of the row as well-conditioned matrices: to the elements of the diagonal 3, 5, 7
     * and so on are added, so that no two eigenvalues are equal if the domain is small.
     */
    public Tensor matrices(int k, Shape shape) {
        Placement where = (k == 0 ? placement : Placement.any(random)).forMatrices(shape, random);
        return note(where.matrices(shape, dtype, domain(row.operands().get(k)), random));
    }

    private Tensor operand(int k, Shape shape, Placement where) {
        OperandSpec operand = row.operands().get(k);
        // Conditions are of type bool, and may be numbers.
        boolean isBool = operand.role() == OperandSpec.Role.MASK && random.nextBoolean();
        DType type = isBool ? DType.BOOL : dtype;
        return note(where.tensor(shape, type, domain(operand), random));
    }

    /** Positions from 0 to below a bound. */
    public Tensor index(Shape shape, long bound) {
        Domain positions = Domain.whole(0, bound - 1);
        return note(Placement.any(random).tensor(shape, DType.I64, positions, random));
    }

    /** An operand that lies in the memory of another one. */
    public Tensor alias(Tensor view, Tensor of) {
        buffers.put(view, buffer(of));
        return view;
    }

    /** Whether an operand may lie in the memory of another one. */
    public boolean mayAlias() {
        return true;
    }

    /** The values for an operand. */
    public Domain domain(OperandSpec operand) {
        return operand.domain();
    }

    private Tensor note(Placement.Placed placed) {
        buffers.put(placed.tensor(), placed.buffer());
        return placed.tensor();
    }
}
