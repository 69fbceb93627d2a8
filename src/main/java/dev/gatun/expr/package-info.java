/**
 * Scalar expressions: what an elementwise operation computes, written once, in pure Java.
 *
 * <p>From one {@link dev.gatun.expr.Expr} come the SIMD loop, the interpreter that serves until it
 * is warm, the {@link dev.gatun.expr.Gradient} and the value in double precision that tests are
 * judged by:
 *
 * {@snippet :
 * import dev.gatun.expr.Expr;
 * import dev.gatun.expr.Gradient;
 *
 * Expr silu = Expr.unary(x -> x.mul(x.sigmoid()));
 * double atOne = silu.eval(1.0); // 0.7310585786300049
 * Gradient gradient = Gradient.of(silu, 0);
 * System.out.println(gradient); // what it computes, and which tensors must be kept for it
 * }
 */
@NullMarked
package dev.gatun.expr;

import org.jspecify.annotations.NullMarked;
