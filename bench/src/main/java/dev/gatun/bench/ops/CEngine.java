package dev.gatun.bench.ops;

import dev.gatun.bench.measure.BlockOffsets;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.CProgram.Stored;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Trial;
import java.nio.file.Path;
import java.util.Optional;

/** The C program, which multiplies square matrices by the OpenBLAS that Gatun has loaded. */
final class CEngine implements Engine {
    static final String NAME = "C";

    private final CProgram program;

    private CEngine(CProgram program) {
        this.program = program;
    }

    /** The program, where it was compiled and OpenBLAS is in use. */
    static Optional<Engine> open() {
        Machine machine = Machine.here();
        return machine.isNative()
                ? CProgram.start(Path.of(machine.library())).map(CEngine::new)
                : Optional.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void threads(int count) {
        program.threads(count);
    }

    @Override
    public boolean canUse(int threads) {
        return true;
    }

    @Override
    public Optional<Work> prepare(Task task) {
        return task.isProduct() && task.batch() == 1
                ? Optional.of(new ProgramWork(program, task))
                : Optional.empty();
    }

    @Override
    public void close() {
        program.close();
    }

    /** A product by the program, which has room for the operands of one. */
    private static final class ProgramWork implements Work {
        private final CProgram program;
        private final BlockOffsets places;
        private final int elements;
        private final Trial trial;

        ProgramWork(CProgram program, Task task) {
            this.program = program;
            elements = task.elements();
            float[] left = task.stored(task.left());
            float[] right = task.stored(task.right());
            places = BlockOffsets.of(left.length, right.length, elements);
            program.load(places, left, right);
            trial =
                    program.product(
                            task.rows(),
                            places,
                            stored(task, task.op() == Task.Op.MATMUL_TN),
                            stored(task, task.op() == Task.Op.MATMUL_NT));
        }

        private static Stored stored(Task task, boolean isTransposed) {
            int width = task.storedColumns();
            return new Stored(isTransposed, width - task.columns(), width);
        }

        @Override
        public void run(long calls) {
            trial.nanos(calls);
        }

        @Override
        public float[] result() {
            run(1);
            return program.result(places, elements);
        }

        /** What the program says it took: the request is not part of it. */
        @Override
        public Trial trial() {
            return trial;
        }
    }
}
