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
 * The C baseline as a child process that times one round a request.
 *
 * <p>It opens the very library file that Java has loaded. While Java times, it waits for input;
 * while it times, Java waits for its answer: the two never compete, and a disturbance of the
 * machine meets neighbouring rounds of both.
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
     * @return the running program; empty where there is none
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
     * Sets the threads inside its OpenBLAS.
     *
     * @param threads at least 1
     */
    public void threads(int threads) {
        ask("threads " + threads);
    }

    /**
     * Gives it operands in a fresh block.
     *
     * @param places where they stand
     * @param left the first operand
     * @param right the second operand
     */
    public void load(Places places, float[] left, float[] right) {
        ask("memory " + places.bytes());
        write(places.left(), left);
        write(places.right(), right);
    }

    /**
     * A trial of a routine on what was loaded.
     *
     * @param routine sgemm, sgemv or sdot
     * @param size rows and columns, or length
     * @param places where the operands stand
     */
    public Trial trial(String routine, int size, Places places) {
        String request =
                "%s %d %d %d %d "
                        .formatted(routine, size, places.left(), places.right(), places.result());
        return calls -> Long.parseLong(ask(request + calls));
    }

    /**
     * How an operand of a product is stored: what {@code cblas_sgemm} is told of it.
     *
     * @param isTransposed whether its columns lie one after the other
     * @param offset of its first element in what was loaded, in elements
     * @param leadingDimension elements from one row as stored to the next
     */
    public record Stored(boolean isTransposed, int offset, int leadingDimension) {}

    /**
     * A trial of the product of two square matrices of what was loaded.
     *
     * @param size rows and columns
     * @param places where they were loaded
     * @param left how the first lies there
     * @param right how the second lies there
     */
    public Trial product(int size, Places places, Stored left, Stored right) {
        String request =
                "product %d %s %s %d "
                        .formatted(
                                size,
                                request(left, places.left()),
                                request(right, places.right()),
                                places.result());
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
     * What the last call left as its result.
     *
     * @param places where it stands
     * @param count how many floats
     */
    public float[] result(Places places, int count) {
        try {
            send("read " + places.result() + " " + (long) count * Float.BYTES);
            byte[] bytes = new byte[count * Float.BYTES];
            answers.readFully(bytes);
            float[] values = new float[count];
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
            return values;
        } catch (IOException problem) {
            throw gone(problem);
        }
    }

    private void write(long offset, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
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
