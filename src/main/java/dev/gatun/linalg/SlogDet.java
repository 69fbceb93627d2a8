package dev.gatun.linalg;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * The sign of determinants and the logarithm of their size.
 *
 * @param sign -1, 0 or 1
 * @param logAbs the natural logarithm of the absolute value; minus infinity for 0
 */
public record SlogDet(Tensor sign, Tensor logAbs) {
    public SlogDet {
        Nulls.refuse("SlogDet", "sign", sign);
        Nulls.refuse("SlogDet", "logAbs", logAbs);
    }
}
