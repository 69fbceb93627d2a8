package dev.gatun.bench.measure;

import dev.gatun.bench.console.Failure;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The C baseline: a child process that times one round for each request.
 *
 * <p>It opens the library file that Java has loaded. While Java runs, it waits for input, and Java
 * waits while it runs: the two do not compete, and a disturbance of the machine falls on rounds of
 * both.
 */
public final class CProgram implements AutoCloseable {
    private static final int LONGEST_ANSWER = 32;

    private final Process process;
    private final OutputStream requests;
    private final DataInputStream answers;

    private CProgram(Process process) {
        this.process = process;
        this.requests = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
        this.answers = new DataInputStream(process.getInputStream());
    }

    /**
     * Starts the program the launcher names in {@code gatun.baseline}, if it was compiled.
     *
     * @param library the OpenBLAS to open
     * @return the running program; empty if there is none
     * @throws Failure if it does not start
     */
    public static Optional<CProgram> start(Path library) {
        String program = System.getProperty("gatun.baseline", "");
        if (program.isEmpty() || !Files.isExecutable(Path.of(program))) {
            return Optional.empty();
        }
        try {
            Process process =
                    new ProcessBuilder(program, library.toString(), "serve")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            CProgram running = new CProgram(process);
            running.threads(1);
            return Optional.of(running);
        } catch (IOException problem) {
            throw new Failure("the C baseline did not start: " + problem.getMessage(), problem);
        }
    }

    /**
     * Sets the number of threads of its OpenBLAS.
     *
     * @param threads at least 1
     */
    public void threads(int threads) {
        ask("threads " + threads);
    }

    /**
     * Sends it operands, for which it allocates a new block.
     *
     * @param offsets their offsets in the block
     * @param left the first operand
     * @param right the second operand
     */
    public void load(BlockOffsets offsets, float[] left, float[] right) {
        ask("memory " + offsets.bytes());
        write(offsets.left(), bytes(left));
        write(offsets.right(), bytes(right));
    }

    /**
     * A trial of a routine with the operands that were loaded.
     *
     * @param routine sgemm, sgemv or sdot
     * @param size rows and columns, or length
     * @param offsets the offsets of the operands
     */
    public Trial trial(String routine, int size, BlockOffsets offsets) {
        String request =
                "%s %d %d %d %d "
                        .formatted(
                                routine, size, offsets.left(), offsets.right(), offsets.result());
        return calls -> Long.parseLong(ask(request + calls));
    }

    /**
     * Sends it square matrices of doubles and a right side for each, for which it allocates a new
     * block.
     *
     * @param matrices by columns, one after another
     * @param rightSides one after another
     * @param size rows and columns
     */
    public void loadMatrices(double[] matrices, double[] rightSides, int size) {
        long bytes = (long) Double.BYTES * (matrices.length + rightSides.length + size);
        ask("memory " + bytes);
        write(0, bytes(matrices));
        write((long) Double.BYTES * matrices.length, bytes(rightSides));
    }

    /**
     * A trial of LAPACK's routine for a call of linear algebra, with the matrices that were loaded.
     *
     * @param call its name: svd, eigh, eig, qr, cholesky, lu, solve, lstsq or inverse
     * @param size rows and columns
     * @param count of matrices, for each of which LAPACK is called
     */
    public Trial lapack(String call, int size, int count) {
        String request = "lapack %s %d %d ".formatted(call, size, count);
        return calls -> Long.parseLong(ask(request + calls));
    }

    /**
     * Some of the last matrix's result: values, the diagonal of a factor, or a solution.
     *
     * @param matrices as they were loaded
     * @param rightSides as they were loaded
     * @param size rows and columns
     */
    public double[] lapackKey(double[] matrices, double[] rightSides, int size) {
        long offset = (long) Double.BYTES * (matrices.length + rightSides.length);
        double[] values = new double[size];
        read(offset, size * Double.BYTES).asDoubleBuffer().get(values);
        return values;
    }

    /**
     * How an operand of a product is stored, as the arguments of {@code cblas_sgemm}.
     *
     * @param isTransposed whether it is stored transposed
     * @param offset of its first element within the loaded operand, in elements
     * @param leadingDimension elements from one row as stored to the next
     */
    public record Stored(boolean isTransposed, int offset, int leadingDimension) {}

    /**
     * A trial of the product of two square matrices within the loaded operands.
     *
     * @param size rows and columns
     * @param offsets the offsets of the loaded operands
     * @param left how the first is stored
     * @param right how the second is stored
     */
    public Trial product(int size, BlockOffsets offsets, Stored left, Stored right) {
        String request =
                "product %d %s %s %d "
                        .formatted(
                                size,
                                request(left, offsets.left()),
                                request(right, offsets.right()),
                                offsets.result());
        return calls -> Long.parseLong(ask(request + calls));
    }

    private static String request(Stored operand, long place) {
        return "%d %d %d"
                .formatted(
                        operand.isTransposed() ? 1 : 0,
                        place + (long) operand.offset() * Float.BYTES,
                        operand.leadingDimension());
    }

    /**
     * The result of the last call.
     *
     * @param offsets the offsets in the block
     * @param count the number of floats
     */
    public float[] result(BlockOffsets offsets, int count) {
        float[] values = new float[count];
        read(offsets.result(), count * Float.BYTES).asFloatBuffer().get(values);
        return values;
    }

    private ByteBuffer read(long offset, int count) {
        try {
            send("read " + offset + " " + count);
            byte[] bytes = new byte[count];
            answers.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        } catch (IOException problem) {
            throw gone(problem);
        }
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer bytes(double[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(values);
        return bytes;
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocated here, with its own array
    private void write(long offset, ByteBuffer bytes) {
        try {
            requests.write(line("write " + offset + " " + bytes.capacity()));
            requests.write(bytes.array());
            requests.flush();
            answer();
        } catch (IOException problem) {
            throw gone(problem);
        }
    }

    private String ask(String request) {
        try {
            send(request);
            return answer();
        } catch (IOException problem) {
            throw gone(problem);
        }
    }

    private void send(String request) throws IOException {
        requests.write(line(request));
        requests.flush();
    }

    private static byte[] line(String request) {
        return (request + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String answer() throws IOException {
        StringBuilder text = new StringBuilder(LONGEST_ANSWER);
        for (int next = answers.readUnsignedByte();
                next != '\n';
                next = answers.readUnsignedByte()) {
            text.append((char) next);
        }
        return text.toString();
    }

    private Failure gone(IOException problem) {
        return new Failure("the C baseline ended in the middle of the run", problem);
    }

    @Override
    public void close() {
        try {
            // The end of its input ends the program.
            requests.close();
            answers.close();
        } catch (IOException alreadyGone) {
            process.destroy();
        }
    }
}
