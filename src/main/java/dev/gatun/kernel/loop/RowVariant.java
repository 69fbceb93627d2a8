package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowStatement.Indexed;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link RowProgram} runs in one type with some of its operands: each pass by its kernel, or
 * all of it by one function.
 *
 * @param roles by variable, {@link Role#NONE} of what needs no memory
 * @param stages what is run for each block of rows
 * @param isWhole whether that is one function, which itself keeps to few rows at a time
 */
record RowVariant(List<Role> roles, List<Stage> stages, boolean isWhole) {
    /** What is run for a block of rows. */
    interface Stage {
        void run(RowBlock rows, double[] scalars);
    }

    /** Pass by pass. */
    static RowVariant ofPasses(List<List<RowStatement>> steps, Role... roles) {
        List<Stage> stages = new ArrayList<>();
        for (List<RowStatement> step : steps) {
            stages.add(stage(step));
        }
        return new RowVariant(List.of(roles), stages, false);
    }

    private static Stage stage(List<RowStatement> step) {
        if (step.getFirst() instanceof Indexed indexed) {
            return (rows, scalars) -> rows.run(indexed.stage(), scalars);
        }
        RowPass pass = new RowPass(step);
        return (rows, scalars) -> rows.run(pass, scalars);
    }

    /**
     * As one function of machine code, where there is one.
     *
     * @param passes what runs where there is none
     * @param given a set of bits: the operands that are given
     * @param initial by variable: what it is at first if it is not given
     */
    static RowVariant of(
            String name,
            DType type,
            List<List<RowStatement>> steps,
            RowVariant passes,
            long given,
            double[] initial,
            int scalars) {
        Role[] roles = passes.roles.toArray(Role[]::new);
        double[] constants = initial.clone();
        for (int k = 0; k < roles.length; k++) {
            if ((given & 1L << k) != 0) {
                constants[k] = Double.NaN;
            } else {
                roles[k] = Role.NONE;
            }
        }
        RowCode code = RowCode.of(name, type, steps, roles, constants, scalars);
        return code == null
                ? passes
                : new RowVariant(List.of(roles), List.of((rows, it) -> rows.run(code, it)), true);
    }
}
