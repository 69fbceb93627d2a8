/**
 * Scalar expressions of elementwise operations, in pure Java.
 *
 * <p>From one {@link dev.gatun.expr.Expr} are derived the SIMD loop, the interpreter that runs
 * until the loop is compiled, the {@link dev.gatun.expr.Gradient}, and the value in double
 * precision that tests compare with:
 *
 * {@snippet :
 * import dev.gatun.expr.Expr;
 * import dev.gatun.expr.Gradient;
 *
 * Expr silu = Expr.unary(x -> x.mul(x.sigmoid()));
 * assert silu.eval(1.0) == 1 / (1 + Math.exp(-1.0));
 * Gradient tanh = Gradient.of(Expr.unary(Expr::tanh), 0);
 * assert tanh.readsOutput() && !tanh.readsInput(0); // all that a tape must keep
 * assert tanh.expressions().getFirst().toString().equals("x1 * (1 - x0 * x0)");
 * }
 */
@NullMarked
package dev.gatun.expr;

import org.jspecify.annotations.NullMarked;
