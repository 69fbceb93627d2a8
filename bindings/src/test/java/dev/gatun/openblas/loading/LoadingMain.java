package dev.gatun.openblas.loading;

import static dev.gatun.openblas.Order.ROW_MAJOR;
import static dev.gatun.openblas.Transpose.NO;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;

/** Run by a child JVM: asks for OpenBLAS twice, by two ways, and prints what came of it. */
final class LoadingMain {
    private LoadingMain() {}

    public static void main(String[] arguments) {
        try {
            OpenBlas.load();
            System.out.println("loaded " + OpenBlas.origin() + " " + OpenBlas.path());
        } catch (OpenBlasUnavailableException e) {
            System.out.println(e.getMessage());
        }
        System.out.println("--");
        try {
            float[] c = {0f};
            Blas.sgemm(
                    ROW_MAJOR,
                    NO,
                    NO,
                    1,
                    1,
                    1,
                    1f,
                    new float[] {3f},
                    0,
                    1,
                    new float[] {4f},
                    0,
                    1,
                    0f,
                    c,
                    0,
                    1);
            System.out.println("3 * 4 = " + c[0]);
        } catch (OpenBlasUnavailableException e) {
            System.out.println(e.getMessage());
        }
    }
}
