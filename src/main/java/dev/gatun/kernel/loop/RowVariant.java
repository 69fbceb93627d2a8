package dev.gatun.kernel.loop;

import dev.gatun.kernel.loop.RowNest.Role;
import dev.gatun.kernel.loop.RowStatement.Code;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link RowProgram} runs in one type with some of its operands: each pass by its kernel, or
 * passes that no code stands between by one function.
 *
 * @param roles by variable, {@link Role#NONE} of what needs no memory
 * @param stages what is run for each block of rows
 */
record RowVariant(List<Role> roles, List<Stage> stages) {
    /** What is run for a block of rows. */
    interface Stage {
        void run(RowBlock rows, double[] scalars);
    }

    /** Pass by pass. */
    static RowVariant ofPasses(List<List<RowStatement>> steps, Role... roles) {
        List<Stage> stages = new ArrayList<>();
        for (List<RowStatement> step : steps) {
            stages.add(step.getFirst() instanceof Code code ? stage(code) : stage(step));
        }
        return new RowVariant(List.of(roles), stages);
    }

    private static Stage stage(Code code) {
        return (rows, scalars) -> rows.run(code.code(), scalars);
    }

    private static Stage stage(List<RowStatement> step) {
        RowPass pass = new RowPass(step);
        return (rows, scalars) -> rows.run(pass, scalars);
    }

    /**
     * With machine code for the passes that no code stands between.
     *
     * @param passes what runs where a pass has none
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
        List<List<List<RowStatement>>> runs = runs(steps);
        Role[] roles = passes.roles.toArray(Role[]::new);
        double[] constants = initial.clone();
        for (int k = 0; k < roles.length; k++) {
            if ((given & 1L << k) != 0) {
                constants[k] = Double.NaN;
            } else if (isShared(1L << k, runs)) {
                constants[k] = Double.NaN;
                roles[k] = Role.SCRATCH;
            } else {
                roles[k] = Role.NONE;
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (List<List<RowStatement>> run : runs) {
            if (run.getFirst().getFirst() instanceof Code code) {
                stages.add(stage(code));
                continue;
            }
            RowCode code = RowCode.of(name, type, run, roles, constants, scalars);
            if (code == null) {
                return passes;
            }
            stages.add((rows, numbers) -> rows.run(code, numbers));
        }
        return new RowVariant(List.of(roles), stages);
    }

    /** The steps, those together that no code stands between. */
    private static List<List<List<RowStatement>>> runs(List<List<RowStatement>> steps) {
        List<List<List<RowStatement>>> runs = new ArrayList<>();
        boolean isOpen = false;
        for (List<RowStatement> step : steps) {
            boolean isCode = step.getFirst() instanceof Code;
            if (!isOpen || isCode) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(step);
            isOpen = !isCode;
        }
        return runs;
    }

    /** Whether code uses a variable, or more than one run of passes. */
    private static boolean isShared(long variable, List<List<List<RowStatement>>> runs) {
        int users = 0;
        for (List<List<RowStatement>> run : runs) {
            boolean isUser = false;
            for (List<RowStatement> step : run) {
                for (RowStatement statement : step) {
                    isUser |= ((statement.reads() | statement.writes()) & variable) != 0;
                }
            }
            users += isUser ? run.getFirst().getFirst() instanceof Code ? 2 : 1 : 0;
        }
        return users > 1;
    }
}
