package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.MatrixOracle;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums of products along axes that are named. */
final class ContractionRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));

    /** Sizes are small: the sums have at most 5 axes. */
    private static final Tolerance SUMS = Tolerance.sums(6 * 6 * 6 * 6 * 6);

    /**
     * One equation.
     *
     * @param text as it is given
     * @param labels for the oracle: operands and result with a letter for each axis
     */
    private record Equation(String text, String labels) {
        static Equation plain(String text) {
            return new Equation(text, text);
        }
    }

    private static final List<Equation> OF_ONE =
            List.of(
                    Equation.plain("ij->ji"),
                    Equation.plain("ii->i"),
                    Equation.plain("ii->"),
                    Equation.plain("iji->j"),
                    Equation.plain("iii->i"),
                    Equation.plain("ijij->ji"),
                    Equation.plain("ijk->ki"),
                    Equation.plain("->"),
                    new Equation("ba", "ba->ab"),
                    new Equation("iij", "iij->j"),
                    new Equation("...i->i...", "XYi->iXY"),
                    new Equation("i...j", "iXj->Xij"),
                    new Equation("...i->i", "XYi->i"));

    private static final List<Equation> OF_TWO =
            List.of(
                    Equation.plain("ij,jk->ik"),
                    Equation.plain("ij,kj->ki"),
                    Equation.plain("bhqd,bhkd->bhqk"),
                    Equation.plain("bij,bjk->bik"),
                    Equation.plain("i,i->"),
                    Equation.plain("i,j->ij"),
                    Equation.plain("i,j->"),
                    Equation.plain("ij,ij->ij"),
                    Equation.plain("ij,ij->i"),
                    Equation.plain("ijkl,jl->ik"),
                    Equation.plain("abc,cd->dba"),
                    Equation.plain("ii,i->i"),
                    Equation.plain("ijk,ljm->kmil"),
                    Equation.plain(",ij->ji"),
                    new Equation("ij,jk", "ij,jk->ik"),
                    new Equation("ba,b", "ba,b->a"),
                    new Equation("...ij,...jk->...ik", "XYij,Yjk->XYik"),
                    new Equation("...ij, j -> ...i", "Xij,j->Xi"),
                    new Equation("i...,i...", "iX,iX->X"),
                    new Equation("...,...j->...j", "X,YXj->YXj"));

    private static final List<Equation> OF_THREE =
            List.of(
                    Equation.plain("ij,jk,kl->il"),
                    Equation.plain("i,ij,j->"),
                    Equation.plain("ni,oij,nj->no"),
                    Equation.plain("ij,kj,lj->ikl"),
                    new Equation("...i,ij,...j->...", "Xi,ij,Xj->X"));

    private ContractionRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(einsum(), List.of(tensordot()));
    }

    private static List<RowBuilder> einsum() {
        return List.of(
                OpRow.of("einsum", draw -> einsum(draw, OF_TWO))
                        .operands(ANY, ANY)
                        .known("np.einsum", "torch.einsum")
                        .tolerance(SUMS)
                        .plain(
                                t -> Tensor.einsum("ik,kj->ij", t[0], t[1]),
                                x -> MatrixOracle.of(x[0], x[1]))
                        .refuses(
                                "einsum: no operand has 'q'\n  ij,jk->iq\n          ^",
                                () -> two("ij,jk->iq"))
                        .refuses(
                                "einsum: the result names 'i' twice\n  ij,jk->ii\n          ^",
                                () -> two("ij,jk->ii"))
                        .refuses(
                                "einsum: indices are letters, or one ellipsis '...' an operand\n"
                                        + "  i2,jk\n   ^",
                                () -> two("i2,jk"))
                        .refuses(
                                "einsum: tensor 1 has 2 axes, and this names 3\n  ij,jkl\n     ^",
                                () -> two("ij,jkl"))
                        .refuses(
                                "einsum: an operand more: 2 tensors are given\n  ij->i\n    ^",
                                () -> two("ij->i"))
                        .refuses(
                                "einsum: there is no operand for this: 2 tensors are given",
                                () -> two("ij,jk,kl"))
                        .refuses("einsum: sizes of 'j' differ (3 != 2)", () -> two("ij,jk"))
                        .refuses("einsum: there is no tensor", () -> Tensor.einsum("i"))
                        .refuses(
                                "einsum",
                                () ->
                                        Tensor.einsum(
                                                "i,i",
                                                Tensor.zeros(2),
                                                Tensor.zeros(2).to(DType.F64))),
                OpRow.of("einsum", draw -> einsum(draw, OF_ONE))
                        .variant("of one tensor")
                        .operands(ANY)
                        .tolerance(SUMS)
                        .refuses(
                                "einsum: sizes of 'i' differ (2 != 3)",
                                () -> Tensor.einsum("ii", Tensor.zeros(2, 3)))
                        .refuses(
                                "einsum: takes numbers",
                                () -> Tensor.einsum("i", Tensor.zeros(2).eq(0))),
                OpRow.of("einsum", draw -> einsum(draw, OF_THREE))
                        .variant("of three tensors")
                        .operands(ANY, ANY, ANY)
                        .tolerance(SUMS));
    }

    private static Tensor two(String equation) {
        return Tensor.einsum(equation, Tensor.zeros(2, 3), Tensor.zeros(2, 2));
    }

    private static RowBuilder tensordot() {
        return OpRow.of("tensordot", ContractionRows::tensordot)
                .operands(ANY, ANY)
                .known("np.tensordot", "torch.tensordot")
                .tolerance(SUMS)
                .refuses(
                        "tensordot: axis 1 of one and axis 0 of the other differ: [2, 3] x [2] (3"
                                + " != 2)",
                        () -> Tensor.zeros(2, 3).tensordot(Tensor.zeros(2), 1))
                .refuses(
                        "tensordot: both must have the axes that are summed over",
                        () -> Tensor.zeros(2, 3).tensordot(Tensor.zeros(2), 2))
                .refuses(
                        "tensordot: as many axes of one as of the other are needed, not 1 and 0",
                        () ->
                                Tensor.zeros(2)
                                        .tensordot(Tensor.zeros(2), new int[] {0}, new int[0]));
    }

    private static long small(RandomCall draw) {
        return draw.below(16) == 0 ? 0 : 1 + draw.below(5);
    }

    private static Call einsum(RandomCall draw, List<Equation> equations) {
        Equation equation = equations.get(draw.below(equations.size()));
        Map<Character, Long> sizes = new HashMap<>();
        String[] sides = equation.labels.split("->", -1);
        String[] operands = sides[0].split(",", -1);
        List<Tensor> tensors = new ArrayList<>();
        for (int k = 0; k < operands.length; k++) {
            long[] dims = new long[operands[k].length()];
            for (int axis = 0; axis < dims.length; axis++) {
                char label = operands[k].charAt(axis);
                long size = sizes.computeIfAbsent(label, _ -> small(draw));
                boolean isLone = operands[k].indexOf(label) == operands[k].lastIndexOf(label);
                // An axis of size 1 broadcasts, if another operand has the axis whole.
                boolean isOne = k > 0 && isLone && operands[0].indexOf(label) >= 0;
                dims[axis] = isOne && draw.below(8) == 0 ? 1 : size;
            }
            tensors.add(draw.operand(k, Shape.of(dims)));
        }
        return new Call(
                tensors,
                t -> Tensor.einsum(equation.text, t),
                x -> sum(operands, sides[1], sizes, x));
    }

    /** The sum over all that the result does not have, term by term. */
    private static NdArray sum(
            String[] operands, String result, Map<Character, Long> sizes, NdArray... x) {
        StringBuilder summed = new StringBuilder();
        for (char label : String.join("", operands).toCharArray()) {
            if (result.indexOf(label) < 0 && summed.indexOf(String.valueOf(label)) < 0) {
                summed.append(label);
            }
        }
        String all = result + summed;
        Shape inner = shape(summed.toString(), sizes);
        return NdArray.generate(
                shape(result, sizes),
                at ->
                        Arrays.stream(
                                        NdArray.generate(
                                                        inner,
                                                        with -> product(operands, all, at, with, x))
                                                .values())
                                .sum());
    }

    private static Shape shape(String labels, Map<Character, Long> sizes) {
        return Shape.of(labels.chars().mapToLong(label -> sizes.get((char) label)).toArray());
    }

    private static double product(
            String[] operands, String all, long[] at, long[] with, NdArray... x) {
        double product = 1;
        for (int k = 0; k < operands.length; k++) {
            long[] index = new long[operands[k].length()];
            for (int axis = 0; axis < index.length; axis++) {
                int label = all.indexOf(operands[k].charAt(axis));
                index[axis] = label < at.length ? at[label] : with[label - at.length];
            }
            product *= x[k].broadcast(index);
        }
        return product;
    }

    private static Call tensordot(RandomCall draw) {
        long i = small(draw);
        long j = small(draw);
        long k = small(draw);
        long l = small(draw);
        Map<Character, Long> sizes = Map.of('i', i, 'j', j, 'k', k, 'l', l);
        if (draw.coin()) {
            return new Call(
                    List.of(draw.operand(0, Shape.of(i, j, k)), draw.operand(1, Shape.of(j, k, l))),
                    t -> t[0].tensordot(t[1], 2),
                    x -> sum(new String[] {"ijk", "jkl"}, "il", sizes, x));
        }
        return new Call(
                List.of(draw.operand(0, Shape.of(i, j, k)), draw.operand(1, Shape.of(l, k, i))),
                t -> t[0].tensordot(t[1], new int[] {-1, 0}, new int[] {1, 2}),
                x -> sum(new String[] {"ijk", "lki"}, "jl", sizes, x));
    }
}
