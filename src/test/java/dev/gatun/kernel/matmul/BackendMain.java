package dev.gatun.kernel.matmul;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Run by a child JVM that has nowhere to unpack OpenBLAS to: multiplies, then makes the directory
 * that was wanting, and multiplies until OpenBLAS does it.
 */
final class BackendMain {
    private BackendMain() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(product() + " by " + Gatun.info().backend());
        Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir")));
        for (int i = 0; i < 1000 && !Gatun.info().backend().equals("openblas"); i++) {
            Thread.sleep(10);
        }
        System.out.println(product() + " by " + Gatun.info().backend());
    }

    private static double product() {
        try (Scope _ = Scope.open("product")) {
            return Tensor.ones(20, 30).matmul(Tensor.ones(30, 20)).sum().item();
        }
    }
}
