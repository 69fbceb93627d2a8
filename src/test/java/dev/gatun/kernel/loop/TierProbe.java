package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;

/** A program of its own: runs one kernel until it would be promoted, and says how it ran. */
final class TierProbe {
    private TierProbe() {}

    public static void main(String[] args) {
        Kernel kernel = Kernel.of(Expr.unary(x -> x.mul(2).add(1)));
        int n = 1000;
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, n * 4L);
            Storage out = Storage.reserve(scope, n * 4L);
            for (int i = 0; i < n; i++) {
                ElementAccess.set(DType.F32, in.view(), i, i);
            }
            for (long seen = 0; seen <= 2 * Promoter.THRESHOLD; seen += n) {
                kernel.run(DType.F32, 0, n, in, 0, out, 0);
            }
            System.out.println("last " + ElementAccess.get(DType.F32, out.view(), n - 1));
        }
        Loop loop = kernel.row(DType.F32);
        boolean isEmitted = loop.getClass().getPackageName().endsWith("emitted");
        System.out.println(
                loop instanceof Interpreter ? "interpret" : isEmitted ? "emit" : "vector");
    }
}
