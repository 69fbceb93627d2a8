package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.openblas.generated.Cblas;
import org.junit.jupiter.api.Test;

/** The literals of the enums are the constants of cblas.h. */
class EnumsTest {
    @Test
    void codesAreThoseOfTheHeader() {
        assertThat(Order.ROW_MAJOR.code).isEqualTo(Cblas.CblasRowMajor());
        assertThat(Order.COLUMN_MAJOR.code).isEqualTo(Cblas.CblasColMajor());
        assertThat(Transpose.NO.code).isEqualTo(Cblas.CblasNoTrans());
        assertThat(Transpose.YES.code).isEqualTo(Cblas.CblasTrans());
        assertThat(Transpose.CONJUGATE.code).isEqualTo(Cblas.CblasConjTrans());
        assertThat(Triangle.UPPER.code).isEqualTo(Cblas.CblasUpper());
        assertThat(Triangle.LOWER.code).isEqualTo(Cblas.CblasLower());
        assertThat(Side.LEFT.code).isEqualTo(Cblas.CblasLeft());
        assertThat(Side.RIGHT.code).isEqualTo(Cblas.CblasRight());
        assertThat(Diagonal.NON_UNIT.code).isEqualTo(Cblas.CblasNonUnit());
        assertThat(Diagonal.UNIT.code).isEqualTo(Cblas.CblasUnit());
    }
}
