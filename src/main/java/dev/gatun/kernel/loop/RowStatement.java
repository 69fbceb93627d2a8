package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.loop.spec.RowStage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement of a {@link RowProgram}. */
sealed interface RowStatement {
    /** The variables that it reads, as a set of bits. */
    long reads();

    /** The variables that it writes, as a set of bits. */
    long writes();

    /**
     * This statement rewritten for a pass together with earlier ones, or null if that is not
     * possible.
     */
    @Nullable RowStatement with(List<RowStatement> others);

    /** Whether it can be moved before other statements. */
    default boolean isApartFrom(List<RowStatement> others) {
        for (RowStatement other : others) {
            if ((reads() & other.writes()) != 0
                    || (writes() & (other.reads() | other.writes())) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Sets a variable, to an expression or to a reduction of each row.
     *
     * @param isOverRows whether it runs over the elements of each row, or else over the numbers of
     *     the rows
     * @param target the variable
     * @param output the value; arguments are variables
     */
    record Assignment(boolean isOverRows, int target, Output output, long reads)
            implements RowStatement {
        @Override
        public long writes() {
            return 1L << target;
        }

        /** Replaces variables that the others store by the expressions that they store. */
        @Override
        public @Nullable RowStatement with(List<RowStatement> others) {
            Map<Integer, Expr> stored = new HashMap<>();
            long all = reads;
            for (RowStatement other : others) {
                boolean isRead = (reads & other.writes()) != 0;
                if (!(other instanceof Assignment that)
                        || that.isOverRows != isOverRows
                        || that.target == target
                        || (isRead && that.output.reduces())) {
                    return null;
                }
                if (isRead) {
                    stored.put(that.target, that.output.value());
                    all |= that.reads;
                }
            }
            Assignment joined = new Assignment(isOverRows, target, substitute(stored), all);
            for (RowStatement other : others) {
                if (joined.addsUnlike((Assignment) other)) {
                    return null;
                }
            }
            return joined;
        }

        private Output substitute(Map<Integer, Expr> stored) {
            if (stored.isEmpty()) {
                return output;
            }
            Program program = Program.of(output.value());
            List<Expr> value = program.expressions(k -> stored.getOrDefault(k, Expr.arg(k)));
            return new Output(value.getFirst(), output.sink());
        }

        /**
         * Whether merging would change the order of additions: without functions a long row has
         * several accumulators. The sum of a row must not depend on what else a pass computes.
         */
        private boolean addsUnlike(Assignment other) {
            return (output.reduces() || other.output.reduces())
                    && hasFunctions() != other.hasFunctions();
        }

        private boolean hasFunctions() {
            for (Step step : Program.of(output.value()).steps()) {
                if (step.isFunction()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What is done with the element of each row at an index. */
    record Indexed(RowStage.AtIndex stage, long reads, long writes) implements RowStatement {
        @Override
        public @Nullable RowStatement with(List<RowStatement> others) {
            return null;
        }
    }
}
