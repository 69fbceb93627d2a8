package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.RandomShapes;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Contractions.AxisReduction;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Axes divided, reduced, repeated and merged by patterns. */
final class PatternRows {
    private static final OperandSpec ALL = OperandSpec.of(Domain.ALL);
    private static final OperandSpec TERMS = OperandSpec.of(Domain.of(-4, 4));

    /**
     * One pattern.
     *
     * @param text as it is given, its names single letters
     * @param left the left side with a letter for each axis, parentheses as in the text
     * @param right likewise
     */
    private record Pattern(String text, String left, String right) {}

    private static final List<Pattern> REARRANGED =
            List.of(
                    new Pattern("b (h w) c -> b h w c", "b(hw)c", "bhwc"),
                    new Pattern("b t (h d)->b h t d", "bt(hd)", "bhtd"),
                    new Pattern("b h w c -> b (c h w)", "bhwc", "b(chw)"),
                    new Pattern("(a b) (c d) -> (a c) (b d)", "(ab)(cd)", "(ac)(bd)"),
                    new Pattern("a b -> b 1 a", "ab", "b()a"),
                    new Pattern("a b -> b () a", "ab", "b()a"),
                    new Pattern("1 a -> a", "()a", "a"),
                    new Pattern("... a -> a ...", "XYa", "aXY"),
                    new Pattern("a ... -> (... a)", "aXY", "(XYa)"),
                    new Pattern("->", "", ""));

    private static final List<Pattern> REDUCED =
            List.of(
                    new Pattern("b c (h w) -> b c h", "bc(hw)", "bch"),
                    new Pattern("a b c -> c a", "abc", "ca"),
                    new Pattern("(a b) c -> (c a) 1", "(ab)c", "(ca)()"),
                    new Pattern("a ... -> ...", "aXY", "XY"),
                    new Pattern("a ... b -> b a", "aXYb", "ba"),
                    new Pattern("a b -> ", "ab", ""),
                    new Pattern("a b -> b a", "ab", "ba"));

    private static final List<Pattern> REPEATED =
            List.of(
                    new Pattern("a b -> (a r) (b s)", "ab", "(ar)(bs)"),
                    new Pattern("a b -> r b a", "ab", "rba"),
                    new Pattern("... -> ... r", "XY", "XYr"),
                    new Pattern("(a b) -> b r a", "(ab)", "bra"),
                    new Pattern("a -> (r a)", "a", "(ra)"));

    private PatternRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(List.of(rearrange(), reduce(), repeat()));
    }

    private static RowBuilder rearrange() {
        return OpRow.of("rearrange", draw -> draw(draw, REARRANGED, null))
                .operands(ALL)
                .known("einops.rearrange", "einops.rearrange")
                .andBool()
                .refuses(
                        "rearrange: 'c' is not on the right\n  a b c -> a b\n      ^",
                        () -> zeros().rearrange("a b c -> a b"))
                .refuses(
                        "rearrange: 'c' is not on the left\n  a b -> a b c\n             ^",
                        () -> zeros().rearrange("a b -> a b c"))
                .refuses(
                        "rearrange: 'a' stands twice on one side\n  a a -> a\n    ^",
                        () -> zeros().rearrange("a a -> a"))
                .refuses(
                        "rearrange: an arrow '->' must stand between both sides",
                        () -> zeros().rearrange("a b"))
                .refuses(
                        "rearrange: there is no ')' for this\n  (a b -> a b\n  ^",
                        () -> zeros().rearrange("(a b -> a b"))
                .refuses(
                        "rearrange: there is no '(' for this\n  a) b -> a b\n   ^",
                        () -> zeros().rearrange("a) b -> a b"))
                .refuses(
                        "rearrange: parentheses do not nest\n  ((a) b) -> a b\n   ^",
                        () -> zeros().rearrange("((a) b) -> a b"))
                .refuses(
                        "rearrange: axes are names, numbers or '...'\n  a * -> a\n    ^",
                        () -> zeros().rearrange("a * -> a"))
                .refuses(
                        "rearrange: a name cannot begin with a digit, and a number is a size\n",
                        () -> zeros().rearrange("2a b -> b"))
                .refuses(
                        "rearrange: the pattern is of 1 axes, the tensor [4, 6] has 2\n  a -> a",
                        () -> zeros().rearrange("a -> a"))
                .refuses(
                        "rearrange: axis 1 of size 6 is not a multiple of 4 in [4, 6]\n"
                                + "  a (b c) -> a b c\n    ^",
                        () -> zeros().rearrange("a (b c) -> a b c", Map.of("b", 4)))
                .refuses(
                        "rearrange: axis 0 has size 4, not 3 in [4, 6]",
                        () -> zeros().rearrange("a b -> b a", Map.of("a", 3)))
                .refuses(
                        "rearrange: only one size of an axis follows from the others\n"
                                + "  a (b c) -> a b c\n       ^",
                        () -> zeros().rearrange("a (b c) -> a b c"))
                .refuses(
                        "rearrange: there is no 'q' to give a size to\n",
                        () -> zeros().rearrange("a b -> b a", Map.of("q", 3)));
    }

    private static RowBuilder reduce() {
        return OpRow.of(
                        "reduce",
                        draw ->
                                draw(
                                        draw,
                                        REDUCED,
                                        draw.coin() ? AxisReduction.SUM : AxisReduction.MEAN))
                .operands(TERMS)
                .known("einops.reduce", "einops.reduce")
                .tolerance(Tolerance.sums(4 * RandomShapes.MOST_ELEMENTS))
                .refuses(
                        "reduce: 'c' is not on the left\n  a b -> a c\n           ^",
                        () -> zeros().reduce("a b -> a c", AxisReduction.SUM))
                .refuses(
                        "reduce: axis 1 of size 6 is not a multiple of 4 in [4, 6]",
                        () -> zeros().reduce("a (b 4) -> a b", AxisReduction.MAX));
    }

    private static RowBuilder repeat() {
        return OpRow.of("repeat", draw -> draw(draw, REPEATED, null))
                .variant("by a pattern")
                .operands(ALL)
                .andBool()
                .refuses(
                        "repeat: 'r' needs a size: Map.of(\"r\", n)\n  a b -> a b r\n             ^",
                        () -> zeros().repeat("a b -> a b r", Map.of()))
                .refuses(
                        "repeat: size -1 of 'r' is negative",
                        () -> zeros().repeat("a b -> a b r", Map.of("r", -1)))
                .refuses(
                        "repeat: 'b' is not on the right\n  a b -> a a2",
                        () -> zeros().repeat("a b -> a a2", Map.of("a2", 2)));
    }

    private static Tensor zeros() {
        return Tensor.zeros(4, 6);
    }

    private static Call draw(RandomCall draw, List<Pattern> patterns, @Nullable AxisReduction by) {
        Pattern pattern = patterns.get(draw.below(patterns.size()));
        Map<Character, Long> sizes = new HashMap<>();
        for (char name : (pattern.left + pattern.right).toCharArray()) {
            sizes.put(name, 1L + draw.below(4));
        }
        // The last name of an axis follows from the others, and new ones do not.
        Map<String, Integer> given = new HashMap<>();
        sizes.forEach((name, size) -> {
            int at = pattern.left.indexOf(name);
            boolean follows =
                    at >= 0
                            && (pattern.left.charAt(Math.min(at + 1, pattern.left.length() - 1))
                                            == ')'
                                    || pattern.left.lastIndexOf('(', at)
                                            <= pattern.left.lastIndexOf(')', at));
            if (Character.isLowerCase(name) && !follows) {
                given.put(String.valueOf(name), Math.toIntExact(size));
            }
        });
        Tensor x = draw.operand(0, whole(pattern.left, sizes));
        return new Call(
                List.of(x),
                t ->
                        by != null
                                ? t[0].reduce(pattern.text, by, given)
                                : patterns.equals(REPEATED)
                                        ? t[0].repeat(pattern.text, given)
                                        : t[0].rearrange(pattern.text, given),
                a -> oracle(pattern, sizes, by == AxisReduction.MEAN, a[0]));
    }

    /** The shape of a side, what is in parentheses merged. */
    private static Shape whole(String side, Map<Character, Long> sizes) {
        Shape shape = Shape.scalar();
        for (int at = 0; at < side.length(); at++) {
            int end = side.charAt(at) == '(' ? side.indexOf(')', at) : at;
            long size = divided(side.substring(at, end + 1), sizes).numel();
            shape = shape.insert(shape.rank(), size);
            at = end;
        }
        return shape;
    }

    /** The shape of a side, a size for each letter. */
    private static Shape divided(String side, Map<Character, Long> sizes) {
        return Shape.of(letters(side).chars().mapToLong(c -> sizes.get((char) c)).toArray());
    }

    private static String letters(String side) {
        return side.replace("(", "").replace(")", "");
    }

    private static NdArray oracle(
            Pattern pattern, Map<Character, Long> sizes, boolean isMean, NdArray x) {
        String left = letters(pattern.left);
        String right = letters(pattern.right);
        NdArray divided = x.reshape(divided(left, sizes));
        boolean[] isGone = new boolean[left.length()];
        for (int axis = 0; axis < isGone.length; axis++) {
            isGone[axis] = right.indexOf(left.charAt(axis)) < 0;
        }
        NdArray result =
                NdArray.generate(
                        divided(right, sizes),
                        at -> {
                            long[] index = new long[left.length()];
                            for (int axis = 0; axis < index.length; axis++) {
                                int to = right.indexOf(left.charAt(axis));
                                index[axis] = to < 0 ? 0 : at[to];
                            }
                            double[] terms = divided.along(isGone, index);
                            double sum = terms.length == 1 ? terms[0] : Arrays.stream(terms).sum();
                            return isMean ? sum / terms.length : sum;
                        });
        return result.reshape(whole(pattern.right, sizes));
    }
}
