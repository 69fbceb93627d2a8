package dev.gatun.tensor.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no random call of the table meets: many operands, views, integers, what is kept. */
class EinsumTest {
    @Test
    void aChainIsMultipliedInTheCheapestOrder() {
        // (10, 1000), (1000, 5), (5, 500), (500, 2): from the right it is cheaper.
        long[] sizes = new long[EinsumEquation.LABELS];
        Arrays.fill(sizes, -1);
        sizes[0] = 10;
        sizes[1] = 1000;
        sizes[2] = 5;
        sizes[3] = 500;
        sizes[4] = 2;
        long[] labels = {0b11, 0b110, 0b1100, 0b11000};
        assertThat(ContractionOrder.of(labels, 0b10001, sizes))
                .containsExactly(
                        new ContractionOrder.Pair(2, 3),
                        new ContractionOrder.Pair(1, 2),
                        new ContractionOrder.Pair(0, 1));
        assertThat(labels).containsExactly(0b11, 0b110, 0b1100, 0b11000);
    }

    @Test
    void manyOperandsAreMultipliedPairByPair() {
        try (Scope _ = Scope.open()) {
            Tensor turn = Tensor.of(new double[] {0, -1, 1, 0}, 2, 2);
            Tensor[] all = new Tensor[12];
            Arrays.fill(all, turn);
            Tensor product = Tensor.einsum("ab,bc,cd,de,ef,fg,gh,hi,ij,jk,kl,lm->am", all);
            assertThat(product.toDoubleArray()).containsExactly(1, 0, 0, 1); // 12 quarter turns
        }
    }

    @Test
    void whatNeedsNoArithmeticIsAView() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
            Tensor diagonal = Tensor.einsum("ii->i", x);
            x.fill_(7);
            assertThat(diagonal.toFloatArray()).containsExactly(7, 7);
        }
    }

    @Test
    void integersKeepTheirTypeAndWrap() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new int[] {Integer.MAX_VALUE, 1}).reshape(1, 2);
            Tensor y = Tensor.of(new int[] {2, 3}).reshape(2, 1);
            Tensor product = Tensor.einsum("ij,jk->ik", x, y);
            assertThat(product.dtype()).isEqualTo(DType.I32);
            assertThat(product.item()).isEqualTo(1);
            Tensor sum = Tensor.einsum("ij->i", x);
            assertThat(sum.dtype()).isEqualTo(DType.I32);
            assertThat(sum.item()).isEqualTo(Integer.MIN_VALUE);
        }
    }

    @Test
    void infinitiesAndNaNGoWhereTheirTermsGo() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[] {Float.POSITIVE_INFINITY, 1, Float.NaN, 2}, 2, 2);
            Tensor sums = Tensor.einsum("ij,j->i", x, Tensor.of(1f, 1f));
            assertThat(sums.toFloatArray()).containsExactly(Float.POSITIVE_INFINITY, Float.NaN);
        }
    }

    @Test
    void anAxisOfAnEllipsisMayHaveAnySizeBesideOne() {
        try (Scope _ = Scope.open()) {
            Tensor none = Tensor.einsum("...i,...i->...", Tensor.ones(0, 3), Tensor.ones(1, 3));
            assertThat(none.shape().dims()).containsExactly(0);
            Tensor zeros = Tensor.einsum("ij,jk->ik", Tensor.ones(2, 0), Tensor.ones(0, 3));
            assertThat(zeros.toFloatArray()).containsOnly(0).hasSize(6);
        }
    }

    @Test
    void theCacheKeepsWhatWasUsedLast() {
        int[] made = {0};
        BoundedCache<Integer, Integer> cache =
                new BoundedCache<>(key -> {
                    made[0]++;
                    return 2 * key;
                });
        for (int i = 0; i < BoundedCache.MOST; i++) {
            assertThat(cache.get(i)).isEqualTo(2 * i);
        }
        assertThat(cache.get(0)).isZero();
        assertThat(cache.get(BoundedCache.MOST)).isEqualTo(2 * BoundedCache.MOST); // 1 goes
        assertThat(cache.size()).isEqualTo(BoundedCache.MOST);
        made[0] = 0;
        List.of(0, 2, 3).forEach(cache::get);
        assertThat(made[0]).isZero();
        assertThat(cache.get(1)).isEqualTo(2);
        assertThat(made[0]).isOne();
    }
}
