package dev.gatun.optable;

import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of operations.
 *
 * @param method the method of {@link Tensor}, or of another class, with its name before: {@code
 *     Linalg.solve}
 * @param variant which of its forms; empty for the only or the plainest one
 * @param equivalent what NumPy and PyTorch call the method; given in one row of each method
 * @param operands what each operand of a call is, in the order the oracle takes them
 * @param types the element types it is tested with
 * @param tolerance how near the result must be to the oracle's
 * @param order how often it can be differentiated: 0 if it has no gradient, and 2 if gradients of
 *     its gradients are tested too
 * @param isInPlace whether it overwrites its first operand
 * @param records the operations that a call records, by the names of their classes
 * @param refusals calls that must be refused
 * @param draw makes a random call
 * @param plain the call that one writes most often; null where nothing asks for it
 */
public record OpRow(
        String method,
        String variant,
        @Nullable Equivalent equivalent,
        List<OperandSpec> operands,
        List<DType> types,
        Tolerance tolerance,
        int order,
        boolean isInPlace,
        Set<String> records,
        List<Refusal> refusals,
        Function<RandomCall, Call> draw,
        @Nullable Form plain) {

    /** The types that most rows are tested with. U8 is not one: it is out of range too soon. */
    private static final List<DType> MOST =
            List.of(DType.F32, DType.F64, DType.BF16, DType.F16, DType.I64, DType.I32);

    /**
     * What others call a method.
     *
     * @param numpy null if NumPy has nothing like it
     * @param pytorch null if PyTorch has nothing like it
     */
    public record Equivalent(@Nullable String numpy, @Nullable String pytorch) {}

    /**
     * A call that must be refused.
     *
     * @param message what the refusal says, in part
     */
    public record Refusal(String message, Runnable call) {}

    /**
     * One call, not yet made.
     *
     * @param operands in the order the oracle takes them
     * @param run the call itself
     * @param oracle what it must give
     * @param reference the call over values of the reference, which have gradients; null if the
     *     reference has no such operation
     */
    public record Call(
            List<Tensor> operands,
            Function<Tensor[], Tensor> run,
            Function<NdArray[], NdArray> oracle,
            @Nullable Function<Value[], Value> reference) {
        /** A call that the reference does not have. */
        public Call(
                List<Tensor> operands,
                Function<Tensor[], Tensor> run,
                Function<NdArray[], NdArray> oracle) {
            this(operands, run, oracle, null);
        }

        /** This call, with its form over values of the reference. */
        public Call by(Function<Value[], Value> form) {
            return new Call(operands, run, oracle, form);
        }
    }

    /**
     * A call of any operands.
     *
     * @param run the call itself
     * @param oracle what it must give
     */
    public record Form(Function<Tensor[], Tensor> run, Function<NdArray[], NdArray> oracle) {}

    /** The method as messages name it, without its class. */
    public String messageName() {
        return method.substring(method.indexOf('.') + 1);
    }

    /** The method, and which of its forms. */
    public String name() {
        return variant.isEmpty() ? method : method + ", " + variant;
    }

    @Override
    public String toString() {
        return name();
    }

    /**
     * A row under construction, to be differentiated twice and of most types until it says else.
     */
    public static RowBuilder of(String method, Function<RandomCall, Call> draw) {
        return new RowBuilder(method, draw);
    }

    /** Says what there is to say of one row. */
    public static final class RowBuilder {
        private final String method;
        private final Function<RandomCall, Call> draw;
        private String variant = "";
        private @Nullable Equivalent equivalent;
        private List<OperandSpec> operands = List.of();
        private List<DType> types = MOST;
        private Tolerance tolerance = Tolerance.EXACT;
        private int order = 2;
        private boolean isInPlace;
        private final Set<String> records = new TreeSet<>();
        private final List<Refusal> refusals = new ArrayList<>();
        private @Nullable Form plain;
        private @Nullable Function<Value[], Value> reference;

        private RowBuilder(String method, Function<RandomCall, Call> draw) {
            this.method = method;
            this.draw = draw;
        }

        /** Which of the method's forms. */
        public RowBuilder variant(String which) {
            variant = which;
            return this;
        }

        /** What NumPy and PyTorch call the method, null where they have none. */
        public RowBuilder known(@Nullable String numpy, @Nullable String pytorch) {
            equivalent = new Equivalent(numpy, pytorch);
            return this;
        }

        /** What each operand is. */
        public RowBuilder operands(OperandSpec... each) {
            operands = List.of(each);
            return this;
        }

        /** Only for operands of these types. */
        public RowBuilder types(DType... only) {
            types = List.of(only);
            return this;
        }

        /** Of bool too. */
        public RowBuilder andBool() {
            List<DType> all = new ArrayList<>(types);
            all.add(DType.BOOL);
            types = List.copyOf(all);
            return this;
        }

        /** How near the result must be; every bit, if this is not said. */
        public RowBuilder tolerance(Tolerance within) {
            tolerance = within;
            return this;
        }

        /** It has no gradient. */
        public RowBuilder noGradient() {
            order = 0;
            return this;
        }

        /** It overwrites its first operand. */
        public RowBuilder inPlace() {
            isInPlace = true;
            return this;
        }

        /** Classes of operations that a call records. */
        public RowBuilder records(String... classes) {
            records.addAll(List.of(classes));
            return this;
        }

        /** A call that must be refused. */
        public RowBuilder refuses(String message, Runnable refused) {
            refusals.add(new Refusal(message, refused));
            return this;
        }

        /** The form over values of the reference, where it is the same for all calls. */
        public RowBuilder reference(Function<Value[], Value> form) {
            reference = form;
            return this;
        }

        /** The call that one writes most often. */
        public RowBuilder plain(
                Function<Tensor[], Tensor> run, Function<NdArray[], NdArray> oracle) {
            plain = new Form(run, oracle);
            return this;
        }

        public OpRow build() {
            Function<Value[], Value> form = reference;
            return new OpRow(
                    method,
                    variant,
                    equivalent,
                    operands,
                    types,
                    tolerance,
                    order,
                    isInPlace,
                    Set.copyOf(records),
                    List.copyOf(refusals),
                    form == null ? draw : random -> draw.apply(random).by(form),
                    plain);
        }
    }
}
