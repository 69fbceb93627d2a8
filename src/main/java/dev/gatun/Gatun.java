package dev.gatun;

import dev.gatun.kernel.Background;
import dev.gatun.kernel.loop.Denormals;
import dev.gatun.kernel.loop.KernelCounters;
import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.matmul.Backend;
import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Ledger;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;
import dev.gatun.shape.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/**
 * Information on the library in this process, and the number of threads it uses.
 *
 * {@snippet :
 * System.out.println(Gatun.info());
 * Gatun.setThreads(1);
 * }
 */
public final class Gatun {
    private Gatun() {}

    /**
     * The versions, libraries and limits in use. Chooses the backend if it has not been chosen yet.
     *
     * @throws IllegalArgumentException if {@code gatun.backend}, {@code gatun.code} or {@code
     *     gatun.threads} has a value that is not allowed
     * @throws IllegalStateException if {@code gatun.code} forces what is not available
     * @throws OpenBlasUnavailableException if {@code gatun.backend} requires an OpenBLAS that does
     *     not load
     */
    public static GatunInfo info() {
        Backend backend = Backend.active();
        return new GatunInfo(
                version(),
                Runtime.version().toString(),
                backend.name().toLowerCase(Locale.ROOT),
                threads(),
                backend == Backend.OPENBLAS ? openBlas() : null,
                new GatunInfo.Code(Tier.inUse().word(), Tier.why()),
                VectorSupport.isPresent()
                        ? new GatunInfo.Simd(
                                VectorSupport.bits(DType.F32), VectorSupport.bits(DType.F64))
                        : null,
                new GatunInfo.Memory(Ledger.limit(), Ledger.systemBytes(), Ledger.heldBytes()),
                kernels());
    }

    /**
     * The number of elementwise expressions used in this process, and how many of their loops were
     * compiled and are in use: they tell whether a program has warmed up, or makes new expressions
     * all the time. The numbers never decrease; a call is cheap.
     */
    public static GatunInfo.Kernels kernels() {
        KernelCounters now = KernelCounters.now();
        return new GatunInfo.Kernels(
                now.kernels(),
                now.specializations(),
                now.compilations(),
                now.switches(),
                now.rejections());
    }

    /** The number of threads that one operation may use. */
    public static int threads() {
        return Threads.count();
    }

    /**
     * Sets the number of threads that one operation may use, for the whole process. Results do not
     * depend on it. The initial number is that of the system property {@code gatun.threads}, or
     * else the number of processors.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1024
     */
    public static void setThreads(int threads) {
        Threads.setCount(threads);
    }

    /**
     * Sets whether elementwise loops, reductions and fused rows (softmax, norms, optimizers) take
     * denormal numbers for zero, those they read as those they compute; PyTorch's {@code
     * set_flush_denormal}. Denormal are floats below 2<sup>-126</sup> and doubles below
     * 2<sup>-1022</sup>, on which arithmetic is many times slower. For the whole process; off at
     * first. Products of matrices, and the floating-point arithmetic of Java, are not affected.
     *
     * @return whether loops heed it, which only machine code does ({@link GatunInfo.Code}); if not,
     *     nothing has changed
     */
    public static boolean setFlushDenormals(boolean flushed) {
        return Denormals.setFlushed(flushed);
    }

    /**
     * Ends the threads of this library and returns its idle memory to the system, for a program
     * that uses no tensors for a while, or a class loader that is to be collected. Tensors, scopes
     * and settings are not affected, and the next call starts what it needs.
     *
     * <p>It may be called at any time: operations of other threads complete, and the threads that
     * work for them end after that. It waits for each thread for a second at most.
     *
     * <p>Without it, threads end after {@code 10} seconds without work.
     */
    public static void shutdown() {
        Background.shutdown();
        Ledger.trim();
    }

    private static GatunInfo.Library openBlas() {
        return new GatunInfo.Library(
                OpenBlas.version(),
                OpenBlas.origin(),
                OpenBlas.path(),
                OpenBlas.coreType(),
                OpenBlas.kernelVectors(),
                OpenBlas.processorVectors(),
                OpenBlas.config(),
                OpenBlas.threads(),
                OpenBlas.hasLapack());
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Gatun.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
