/**
 * The oracle: plain loops over arrays of double, short enough to be checked by reading, against
 * which all fast code is tested. It imports {@code java.base} alone. Of the library only {@code
 * gradcheck} uses it, beside tests and benchmarks.
 *
 * {@snippet :
 * import dev.gatun.reference.*;
 *
 * Value x = Value.scalar(2);
 * Value y = Value.scalar(1);
 * Value f = x.mul(x).add(x.mul(y).mul(3)).add(y.mul(y)); // x^2 + 3xy + y^2
 * f.backward(1);
 * assert f.item() == 11 && x.grad()[0] == 7 && y.grad()[0] == 8;
 * }
 */
@NullMarked
package dev.gatun.reference;

import org.jspecify.annotations.NullMarked;
