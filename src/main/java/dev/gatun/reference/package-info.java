/**
 * The oracle: plain loops over double arrays, trusted by reading, that judge everything fast. It
 * imports java.base alone, and only tests, benchmarks and verification use it.
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
