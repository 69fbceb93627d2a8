/**
 * The command {@code gatun code}: the machine code of an expression, as text.
 *
 * {@snippet lang = "java":
 * ExpressionText.parse("x0 * sigmoid(x0)").expression(); // Expr.arg(0).mul(Expr.arg(0).sigmoid())
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.bench.code;
