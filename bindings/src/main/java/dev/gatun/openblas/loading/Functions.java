package dev.gatun.openblas.loading;

import java.util.List;
import java.util.stream.Stream;

/**
 * The functions of OpenBLAS that the face calls. They are looked for when a library is loaded, so
 * that one without them is refused by name then, instead of failing inside a generated class later.
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

    /** Where one of these is absent, as from OpenBLAS 0.3.21, its method says so when called. */
    public static final List<String> OPTIONAL = inBothPrecisions("gemmt").toList();

    private Functions() {}

    private static Stream<String> inBothPrecisions(String routines) {
        return words(routines).flatMap(name -> Stream.of("cblas_s" + name, "cblas_d" + name));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ", -1));
    }
}
