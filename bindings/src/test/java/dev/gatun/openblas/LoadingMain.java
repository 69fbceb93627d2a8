package dev.gatun.openblas;

import dev.gatun.openblas.generated.Cblas;

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
            boolean permit = Admission.enter();
            try {
                System.out.println("threads " + Cblas.openblas_get_num_threads());
            } finally {
                Admission.leave(permit);
            }
        } catch (OpenBlasUnavailableException e) {
            System.out.println(e.getMessage());
        }
    }
}
