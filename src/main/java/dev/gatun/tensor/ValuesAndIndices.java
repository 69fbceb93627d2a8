package dev.gatun.tensor;

import dev.gatun.checks.Nulls;

/**
 * Elements that were chosen along an axis, and where they stand.
 *
 * @param values the elements
 * @param indices the index of each along the axis, of type I64 and of the values' shape
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {
    public ValuesAndIndices {
        Nulls.refuse("ValuesAndIndices", "values", values);
        Nulls.refuse("ValuesAndIndices", "indices", indices);
    }
}
