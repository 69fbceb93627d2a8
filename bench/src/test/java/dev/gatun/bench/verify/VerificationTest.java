package dev.gatun.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.bench.measure.Rounds;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationTest {
    /** One sample, no warm-up. */
    private static final Rounds QUICK = new Rounds(1, 1, 1, 1);

    @Test
    void everyOperationAgrees() {
        List<OpVerification.Result> results = OpVerification.run(List.of(DType.F64, DType.F32));
        assertThat(results).allMatch(OpVerification.Result::passes);
        assertThat(results.stream().map(OpVerification.Result::name).distinct())
                .containsExactlyElementsOf(
                        OpTable.ROWS.stream()
                                .filter(row -> row.types().contains(DType.F32))
                                .map(OpRow::name)
                                .toList());
        // Not because nothing was compared: both types round.
        for (DType dtype : List.of(DType.F64, DType.F32)) {
            for (OpVerification.Against against :
                    List.of(OpVerification.Against.REFERENCE, OpVerification.Against.DIFFERENCES)) {
                assertThat(results)
                        .filteredOn(result -> result.dtype() == dtype)
                        .filteredOn(result -> result.against() == against)
                        .hasSizeGreaterThan(30)
                        .anyMatch(result -> result.forward() > 0)
                        .anyMatch(result -> result.backward() > 0);
            }
        }
    }

    static Stream<Network> networks() {
        return NetworkVerification.networks().stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyNetworkTrainsAlike(Network network) {
        for (NetworkVerification.Result result :
                NetworkVerification.run(network, List.of(DType.F32, DType.F64), QUICK)) {
            assertThat(result).matches(NetworkVerification.Result::passes);
            assertThat(result.lastLoss()).isLessThan(result.firstLoss());
            assertThat(result.referenceMillis()).isPositive();
            assertThat(result.nativeMillis()).isPositive();
        }
    }

    /** The numbers of {@link TwoTwoOne}'s documentation. */
    @Test
    void theFirstStepIsTheOneWorkedByHand() {
        for (Trainer trainer :
                List.of(
                        new ReferenceTrainer(new TwoTwoOne()),
                        new TensorTrainer(new TwoTwoOne(), DType.F64))) {
            try (trainer) {
                Trainer.Step step = trainer.step();
                assertThat(step.loss()).isCloseTo(0.356168, within(1e-15));
                near(step.gradients().get(0), -0.2532, 0.15192, 0, 0);
                near(step.gradients().get(1), -0.21944, 0);
            }
        }
    }

    private static void near(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(1e-15));
    }

    @Test
    void errorsAreRelativeToTheLargestAndNaNIsTheWorst() {
        assertThat(AgreementBound.error(new double[] {1, 10.5}, new double[] {1, 10}))
                .isEqualTo(0.05);
        assertThat(AgreementBound.error(new double[] {0.1}, new double[] {0})).isEqualTo(0.1);
        assertThat(AgreementBound.error(new double[] {Double.NaN}, new double[] {1})).isInfinite();
        assertThat(AgreementBound.error(new double[1], new double[2])).isInfinite();
    }

    /** A wrong gradient is seen, whichever operation has it. */
    @Test
    void aWrongGradientFails() {
        Value x = Value.of(new int[] {2}, 1, 2);
        Value wrong = x.map(Math::sin, (number, sine) -> -Math.cos(number));
        wrong.backward(1, 1);
        double[] expected = {Math.cos(1), Math.cos(2)};
        assertThat(AgreementBound.error(x.grad(), expected))
                .isGreaterThan(AgreementBound.ofOperation(DType.F32));
    }
}
