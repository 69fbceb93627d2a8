package dev.gatun.openblas;

import static dev.gatun.openblas.RoutineOperand.matrix;
import static dev.gatun.openblas.RoutineOperand.vector;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The table of the face: for every routine the shapes of its operands, which of them it writes, and
 * what it computes. Tests of values, refusals and fuzzing all come from a row.
 */
@SuppressWarnings("ImmutableEnumChecker")
enum Routine {
    DOT(BlasOracle::dot, vector("x", Routine::n), vector("y", Routine::n)),
    AXPY(BlasOracle::axpby, vector("x", Routine::n), vector("y", Routine::n).writable()),
    AXPBY(BlasOracle::axpby, vector("x", Routine::n), vector("y", Routine::n).writable()),
    SCAL(BlasOracle::scal, vector("x", Routine::n).writable()),
    COPY(BlasOracle::copy, vector("x", Routine::n), vector("y", Routine::n).writable()),
    SWAP(BlasOracle::swap, vector("x", Routine::n).writable(), vector("y", Routine::n).writable()),
    NRM2(BlasOracle::nrm2, vector("x", Routine::n)),
    ASUM(BlasOracle::asum, vector("x", Routine::n)),

    GEMV(
            BlasOracle::gemv,
            matrix("a", Routine::m, Routine::n),
            vector("x", c -> c.number(c.trans("trans") == Transpose.NO ? "n" : "m")),
            vector("y", c -> c.number(c.trans("trans") == Transpose.NO ? "m" : "n")).writable()),
    GER(
            BlasOracle::ger,
            vector("x", Routine::m),
            vector("y", Routine::n),
            matrix("a", Routine::m, Routine::n).writable()),
    SYMV(
            BlasOracle::symv,
            matrix("a", Routine::n, Routine::n),
            vector("x", Routine::n),
            vector("y", Routine::n).writable()),
    TRMV(BlasOracle::trmv, matrix("a", Routine::n, Routine::n), vector("x", Routine::n).writable()),
    TRSV(BlasOracle::trsv, matrix("a", Routine::n, Routine::n), vector("x", Routine::n).writable()),

    GEMM(
            BlasOracle::gemm,
            matrix("a", "transA", Routine::m, Routine::k),
            matrix("b", "transB", Routine::k, Routine::n),
            matrix("c", Routine::m, Routine::n).writable()),
    GEMMT(
            BlasOracle::gemm,
            matrix("a", "transA", Routine::n, Routine::k),
            matrix("b", "transB", Routine::k, Routine::n),
            matrix("c", Routine::n, Routine::n).writable()),
    SYMM(
            BlasOracle::symm,
            matrix("a", Routine::side, Routine::side),
            matrix("b", Routine::m, Routine::n),
            matrix("c", Routine::m, Routine::n).writable()),
    SYRK(
            BlasOracle::syrk,
            matrix("a", "trans", Routine::n, Routine::k),
            matrix("c", Routine::n, Routine::n).writable()),
    TRMM(
            BlasOracle::trmm,
            matrix("a", Routine::side, Routine::side),
            matrix("b", Routine::m, Routine::n).writable()),
    TRSM(
            BlasOracle::trsm,
            matrix("a", Routine::side, Routine::side),
            matrix("b", Routine::m, Routine::n).writable()),

    GEADD(
            BlasOracle::geadd,
            matrix("a", Routine::m, Routine::n),
            matrix("c", Routine::m, Routine::n).writable()),
    OMATCOPY(
            BlasOracle::omatcopy,
            matrix("a", Routine::m, Routine::n),
            matrix("b", "trans", Routine::m, Routine::n).writable()),
    IMATCOPY(BlasOracle::imatcopy, matrix("a", Routine::m, Routine::n).writable());

    final BiConsumer<RoutineCall, ExpectedMemory> oracle;
    final List<RoutineOperand> operands;

    Routine(BiConsumer<RoutineCall, ExpectedMemory> oracle, RoutineOperand... operands) {
        this.oracle = oracle;
        this.operands = List.of(operands);
    }

    private static long m(RoutineCall call) {
        return call.number("m");
    }

    private static long n(RoutineCall call) {
        return call.number("n");
    }

    private static long k(RoutineCall call) {
        return call.number("k");
    }

    private static long side(RoutineCall call) {
        return call.number(call.is(Side.LEFT) ? "m" : "n");
    }

    RoutineOperand operand(String name) {
        return operands.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
    }

    /** Whether there is an overload that takes arrays. */
    boolean hasArrays() {
        return List.of(DOT, AXPY, SCAL, NRM2, ASUM, GEMV, GER, GEMM).contains(this);
    }

    /** Whether its vectors must have positive increments. */
    boolean isForwardOnly() {
        return List.of(SCAL, NRM2, ASUM).contains(this);
    }

    /** Whether it goes element by element, so that the operands may be the very same. */
    boolean isElementwise() {
        return List.of(AXPY, AXPBY, COPY, SWAP, GEADD).contains(this);
    }

    /** Whether {@code a} is triangular, so that it has to be far from singular in a test. */
    boolean isTriangular() {
        return List.of(TRMV, TRSV, TRMM, TRSM).contains(this);
    }

    /** Whether of {@code a} only one triangle is read. */
    boolean readsTriangle() {
        return isTriangular() || this == SYMV || this == SYMM;
    }

    /** The public method. */
    Method method(Precision precision, boolean onHeap) {
        String name = precision.prefix + name().toLowerCase(Locale.ROOT);
        return Arrays.stream(Blas.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .filter(method -> onHeap == takesArrays(method))
                .reduce((one, other) -> {
                    throw new AssertionError("ambiguous: " + one + ", " + other);
                })
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    static boolean takesArrays(Method method) {
        return Arrays.stream(method.getParameterTypes()).anyMatch(Class::isArray);
    }
}
