package dev.gatun.linalg;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A program of its own: batches of matrices, einsum, transforms and attention on one, two and five
 * threads, in the tier of kernels that is forced.
 */
final class ThreadBitsProbe {
    private static final Generator RANDOM = new Generator(7);

    private ThreadBitsProbe() {}

    public static void main(String[] arguments) {
        Map<String, Supplier<List<Tensor>>> calls = new LinkedHashMap<>();
        try (Scope _ = Scope.open("operands")) {
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                matrices(calls, "3 x 3 " + dtype, random(dtype, 6000, 3, 3), 40);
                matrices(calls, "40 x 40 " + dtype, random(dtype, 40, 40, 40), 100);
                matrices(calls, "150 x 150 " + dtype, random(dtype, 150, 150), 400);
                others(calls, dtype);
            }
            calls.forEach(ThreadBitsProbe::check);
        }
        System.out.println("the same bits");
    }

    private static Tensor random(DType dtype, long... shape) {
        return Tensor.randn(Shape.of(shape), dtype, RANDOM);
    }

    private static void matrices(
            Map<String, Supplier<List<Tensor>>> calls, String of, Tensor a, double diagonal) {
        Tensor symmetric = a.add(a.transpose(-1, -2));
        Tensor positive =
                symmetric.add(Tensor.eye(a.size(-1), a.size(-1), a.dtype()).mul(diagonal));
        Tensor b = a.narrow(-1, 0, 2).contiguous();
        calls.put("cholesky of " + of, () -> List.of(Linalg.cholesky(positive)));
        calls.put("solve of " + of, () -> List.of(Linalg.solve(a, b)));
        calls.put("inverse of " + of, () -> List.of(Linalg.inverse(a)));
        calls.put("det of " + of, () -> List.of(Linalg.det(a)));
        calls.put("lu of " + of, () -> List.of(Linalg.lu(a).l(), Linalg.lu(a).u()));
        calls.put("qr of " + of, () -> List.of(Linalg.qr(a).q(), Linalg.qr(a).r()));
        calls.put("svd of " + of, () -> List.of(Linalg.svd(a).u(), Linalg.svd(a).vh()));
        calls.put("eigh of " + of, () -> List.of(Linalg.eigh(symmetric).vectors()));
        calls.put("eig of " + of, () -> List.of(Linalg.eig(a).real(), Linalg.eig(a).vectorsReal()));
        calls.put("lstsq of " + of, () -> List.of(Linalg.lstsq(a, b).solution()));
    }

    private static void others(Map<String, Supplier<List<Tensor>>> calls, DType dtype) {
        Tensor q = random(dtype, 4, 6, 200, 16);
        Tensor k = random(dtype, 4, 6, 150, 16);
        Tensor mask = random(dtype, 200, 150).gt(-1);
        calls.put("einsum " + dtype, () -> List.of(Tensor.einsum("bhqd,bhkd->bhqk", q, k)));
        calls.put(
                "einsum of three " + dtype,
                () ->
                        List.of(
                                Tensor.einsum(
                                        "bhqd,bhkd,qe->ke", q, k, q.select(0, 0).select(0, 0))));
        calls.put(
                "attention " + dtype,
                () -> List.of(q.scaledDotProductAttention(k, k, mask, false, 0.25, false)));
        calls.put("causal " + dtype, () -> List.of(q.scaledDotProductAttention(k, k, true)));
        Tensor x = random(dtype, 300, 1000);
        calls.put("rfft " + dtype, () -> List.of(Fourier.rfft(x).real(), Fourier.rfft(x).imag()));
        Tensor images = random(dtype, 20, 16, 30, 30);
        Tensor filters = random(dtype, 16, 16, 3, 3);
        calls.put("conv2d " + dtype, () -> List.of(images.conv2d(filters)));
    }

    private static void check(String what, Supplier<List<Tensor>> call) {
        double[] alone = values(1, call);
        for (int threads : new int[] {2, 5, 1}) {
            double[] shared = values(threads, call);
            int at = Arrays.mismatch(shared, alone);
            if (at >= 0) {
                throw new AssertionError(
                        "%s: element %d is %s with %d threads, and %s with one"
                                .formatted(what, at, shared[at], threads, alone[at]));
            }
        }
    }

    private static double[] values(int threads, Supplier<List<Tensor>> call) {
        Gatun.setThreads(threads);
        try (Scope _ = Scope.open("call")) {
            Tensor[] flat =
                    call.get().stream()
                            .map(each -> each.contiguous().reshape(each.numel()))
                            .toArray(Tensor[]::new);
            return Tensor.cat(0, flat).toDoubleArray();
        }
    }
}
