package dev.gatun.bench.linalg;

import dev.gatun.linalg.Linalg;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;

/** A call of linear algebra that LAPACK computes. */
enum Routine {
    SVD(Operand.GENERAL, (a, _) -> Linalg.svd(a).s()),
    EIGH(Operand.SYMMETRIC, (a, _) -> Linalg.eigh(a).values()),
    EIG(Operand.GENERAL, (a, _) -> Linalg.eig(a).real()),
    QR(Operand.GENERAL, (a, _) -> Linalg.qr(a).r().diagonal(0)),
    CHOLESKY(Operand.POSITIVE, (a, _) -> Linalg.cholesky(a).diagonal(0)),
    LU(Operand.GENERAL, (a, _) -> Linalg.lu(a).u().diagonal(0)),
    SOLVE(Operand.GENERAL, Linalg::solve),
    LSTSQ(Operand.GENERAL, (a, b) -> Linalg.lstsq(a, b).solution()),
    INVERSE(Operand.GENERAL, (a, _) -> Linalg.inverse(a).diagonal(0));

    static final List<Routine> ALL = List.of(values());

    /** What a matrix is made of random numbers as. */
    enum Operand {
        GENERAL,
        SYMMETRIC,
        POSITIVE
    }

    private final Operand operand;

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final BinaryOperator<Tensor> call;

    Routine(Operand operand, BinaryOperator<Tensor> call) {
        this.operand = operand;
        this.call = call;
    }

    Operand operand() {
        return operand;
    }

    /** The name the C program knows it by. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Calls it on matrices and right sides of one column; returns n numbers of each result. */
    Tensor run(Tensor a, Tensor b) {
        return call.apply(a, b);
    }
}
