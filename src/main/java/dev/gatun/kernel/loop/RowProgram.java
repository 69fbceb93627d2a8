package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowStatement.Assignment;
import dev.gatun.kernel.loop.RowStatement.Indexed;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program over the rows of operands, written with names, which runs in a few passes over blocks
 * of rows that stay in cache.
 *
 * {@snippet :
 * static final RowProgram SOFTMAX =
 *         RowProgram.of("softmax", p -> {
 *             RowVariable x = p.row("x");
 *             RowVariable y = p.row("y");
 *             y.set(x.sub(max(x)).exp());
 *             y.set(y.mul(sum(y).reciprocal()));
 *         });
 *
 * SOFTMAX.run(DType.F32, x, y);
 * }
 *
 * <p>Statements take effect in their order. Statements that set or reduce rows, and those that set
 * numbers, are merged into a pass with earlier ones if that does not change the values: if they
 * read nothing that the pass reduces, and nothing in between changes what they read. The text of a
 * program is the list of its passes.
 *
 * <p>The roles of operands and the memory for numbers are derived from the statements. Operands may
 * have any layout and floating-point type; the computation is in the type that the caller names,
 * and operands of other types are converted, a block at a time. A row operand with fewer axes, such
 * as a weight, is broadcast. An operand that is written may be exactly one that is read. One that
 * is read and written may be broadcast along one axis, the innermost of the nest or the next: the
 * rows along it take effect in their order, on one thread, so that it can hold sums of rows.
 * Programs are immutable.
 */
public final class RowProgram {
    private static final double[] NO_SCALARS = {};

    private final String name;
    private final List<Variable> variables;
    private final List<String> scalars;
    private final List<List<RowStatement>> steps;
    private final Role[] roles;

    /** Pass by pass, which any operands and types can. */
    private final RowVariant passes;

    /** Of machine code: by type, then by the operands that are given. */
    private final Map<DType, Map<Long, RowVariant>> variants = new ConcurrentHashMap<>();

    private final double[] absent;
    private final int operands;

    /** The kind of a variable. */
    enum Kind {
        /** A row of elements. */
        ROW,
        /** One element for each row. */
        NUMBER,
        /** One index for each row. */
        INDEX,
        /** One number for each row that is not an operand. */
        LOCAL
    }

    /**
     * A variable.
     *
     * @param absent its value if the operand is null; NaN if the operand is required
     */
    record Variable(String name, Kind kind, double absent) {}

    private RowProgram(RowProgramBuilder builder) {
        builder.reduceInPlace();
        name = builder.name;
        variables = List.copyOf(builder.variables);
        scalars = List.copyOf(builder.scalars);
        operands = builder.operands;
        roles = new Role[variables.size()];
        absent = new double[roles.length];
        for (int k = 0; k < roles.length; k++) {
            roles[k] = builder.role(k);
            absent[k] = variables.get(k).absent;
        }
        steps = builder.steps();
        passes = RowVariant.ofPasses(steps, roles);
    }

    /**
     * Makes a program.
     *
     * @param name the operation, for messages
     * @param statements declares the operands, then makes the statements
     * @throws IllegalArgumentException if a statement combines kinds that cannot be combined
     */
    public static RowProgram of(String name, Consumer<RowProgramBuilder> statements) {
        RowProgramBuilder builder = new RowProgramBuilder(name);
        statements.accept(builder);
        return new RowProgram(builder);
    }

    /** Runs the program without scalars. */
    public void run(DType type, @Nullable Operand... operands) {
        run(type, NO_SCALARS, operands);
    }

    /**
     * Runs the program.
     *
     * @param type the type of the computation
     * @param numbers the scalars, in the order in which they were declared
     * @param given the operands, in the order in which they were declared, null for absent ones;
     *     the first has the shape of all rows, numbers and indices have it without the last axis
     */
    public void run(DType type, double[] numbers, @Nullable Operand... given) {
        assert given.length == operands && numbers.length == scalars.size() - 1 : this;
        Shape shape = Objects.requireNonNull(given[0]).layout().shape();
        if (shape.isEmpty()) {
            return;
        }
        double[] all = new double[scalars.size()];
        all[0] = shape.dim(-1);
        System.arraycopy(numbers, 0, all, 1, numbers.length);
        RowVariant variant = variant(type, shape.dim(-1), given);
        Role[] needed = variant.roles().toArray(Role[]::new);
        new RowNest(type, shape, needed, absent, variant.isWhole(), given)
                .run(rows -> {
                    for (RowVariant.Stage stage : variant.stages()) {
                        stage.run(rows, all);
                    }
                });
    }

    /** The sums of longer rows are combined of those of pieces, pass by pass. */
    private RowVariant variant(DType type, long n, @Nullable Operand... operandsOrNull) {
        if (n > RowBlock.PIECE) {
            return passes;
        }
        long given = 0;
        for (int k = 0; k < operandsOrNull.length; k++) {
            Operand operand = operandsOrNull[k];
            given |= operand == null ? 0 : 1L << k;
            if (operand != null && !operand.storage().hasAddress()) {
                return passes;
            }
        }
        long of = given;
        return variants.computeIfAbsent(type, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        of,
                        _ ->
                                Tier.inUse() == Tier.EMITTED
                                        ? RowVariant.of(
                                                name,
                                                type,
                                                steps,
                                                passes,
                                                of,
                                                absent,
                                                scalars.size())
                                        : passes);
    }

    /** One line for each pass. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int k = 0; k < operands; k++) {
            text.append(k > 0 ? ", " : "").append(variables.get(k).name);
        }
        text.append(')');
        for (List<RowStatement> step : steps) {
            text.append("\n  ").append(line(step));
        }
        return text.toString();
    }

    private String line(List<RowStatement> step) {
        String over = "";
        List<String> texts = new ArrayList<>();
        for (RowStatement statement : step) {
            if (statement instanceof Assignment assignment) {
                over = assignment.isOverRows() ? "each row: " : "numbers: ";
                Output output = assignment.output();
                String value = print(variables, scalars, output.value());
                String text = output.reduces() ? symbol(output.sink()) + "(" + value + ")" : value;
                texts.add(names(statement.writes()) + " = " + text);
            } else if (statement instanceof Indexed indexed) {
                over = indexed.stage().action().name().toLowerCase(Locale.ROOT) + ": ";
                texts.add(names(statement.writes()) + " of " + names(statement.reads()));
            }
        }
        return over + String.join("; ", texts);
    }

    private String names(long set) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < variables.size(); k++) {
            if ((set & 1L << k) != 0) {
                names.add(variables.get(k).name);
            }
        }
        return String.join(", ", names);
    }

    static String print(List<Variable> variables, List<String> scalars, Expr e) {
        return e.print(k -> variables.get(k).name, scalars::get);
    }

    static String symbol(Output.Sink sink) {
        return sink.name().toLowerCase(Locale.ROOT);
    }
}
