package dev.gatun.openblas.loading;

import java.util.List;
import java.util.stream.Stream;

/**
 * The functions of OpenBLAS that {@code Blas} and {@code Lapack} call. They are looked up when a
 * library is loaded, so that a library without them is refused with their names, and does not fail
 * later in a generated class.
 */
public final class Functions {
    /** A library without one of these is not used. */
    public static final List<String> REQUIRED =
            Stream.concat(
                            inBothPrecisions(
                                    "gemm gemv ger symm symv syrk trmm trmv trsm trsv dot nrm2 asum axpy"
                                            + " axpby scal copy swap geadd omatcopy imatcopy"),
                            words(
                                    "openblas_get_config openblas_get_corename openblas_get_parallel"
                                            + " openblas_get_num_threads openblas_set_num_threads"))
                    .toList();

    /** If one of these is missing, as in OpenBLAS 0.3.21, its method throws when it is called. */
    public static final List<String> OPTIONAL = inBothPrecisions("gemmt").toList();

    private Functions() {}

    private static Stream<String> inBothPrecisions(String routines) {
        return words(routines).flatMap(name -> Stream.of("cblas_s" + name, "cblas_d" + name));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ", -1));
    }
}
