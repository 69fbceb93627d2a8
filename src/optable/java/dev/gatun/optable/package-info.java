/**
 * What a row of the table of operations is, and how a call of one is drawn and checked. The table
 * itself is {@link dev.gatun.optable.rows.OpTable}: a row for each way of calling each operation,
 * with its oracle, the values its operands may take, its tolerance, how often it can be
 * differentiated, what it must refuse, and what NumPy and PyTorch call it. The tests of the library
 * read it, and so do {@code gatun verify} and {@code gatun ops}; it is no part of the library's
 * jar. It is written with the public API alone.
 *
 * {@snippet lang = "java":
 * OpRow row = OpTable.row("softmax");
 * OpCheck.check(row, new RandomCall(new SplittableRandom(1), row, DType.F32, Placement.TRANSPOSED));
 * }
 */
@org.jspecify.annotations.NullMarked
package dev.gatun.optable;
