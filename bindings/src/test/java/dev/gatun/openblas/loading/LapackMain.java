package dev.gatun.openblas.loading;

import dev.gatun.openblas.Lapack;
import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.Real;
import dev.gatun.openblas.Triangle;
import java.lang.foreign.Arena;

/** Run by a child JVM: asks for LAPACK and prints what came of it. */
final class LapackMain {
    private LapackMain() {}

    public static void main(String[] arguments) {
        System.out.println(OpenBlas.hasLapack());
        try (Arena arena = Arena.ofConfined()) {
            Lapack.potrf(Real.DOUBLE, Triangle.LOWER, 1, arena.allocate(8, 8), 1);
        } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage());
        }
    }
}
