package dev.gatun.modules;

import dev.gatun.Gatun;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;

/** Says which modules the library is in, which OpenBLAS it found, and a product. */
final class ModulePathMain {
    private ModulePathMain() {}

    public static void main(String[] args) {
        System.out.println(Gatun.class.getModule());
        System.out.println(OpenBlas.class.getModule());
        System.out.println(Gatun.info().backend() + " " + OpenBlas.origin());
        float[] product = new float[1];
        Blas.sgemm(
                Order.ROW_MAJOR,
                Transpose.NO,
                Transpose.NO,
                1,
                1,
                2,
                1,
                new float[] {1, 2},
                0,
                2,
                new float[] {3, 4},
                0,
                1,
                0,
                product,
                0,
                1);
        System.out.println(product[0]);
    }
}
