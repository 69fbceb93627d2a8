package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.EachElement;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Comparisons of two tensors and of a tensor with a number, and questions about each element. */
final class ComparisonRows {
    private static final double NUMBER = -1.5;

    private ComparisonRows() {}

    static List<List<RowBuilder>> all() {
        List<RowBuilder> rows = new ArrayList<>();
        rows.addAll(both("eq", Tensor::eq, Tensor::eq, (x, y) -> x == y, "np.equal"));
        rows.addAll(both("ne", Tensor::ne, Tensor::ne, (x, y) -> x != y, "np.not_equal"));
        rows.addAll(both("lt", Tensor::lt, Tensor::lt, (x, y) -> x < y, "np.less"));
        rows.addAll(both("le", Tensor::le, Tensor::le, (x, y) -> x <= y, "np.less_equal"));
        rows.addAll(both("gt", Tensor::gt, Tensor::gt, (x, y) -> x > y, "np.greater"));
        rows.addAll(both("ge", Tensor::ge, Tensor::ge, (x, y) -> x >= y, "np.greater_equal"));
        rows.add(
                EachElement.one("isNaN", Tensor::isNaN, x -> Double.isNaN(x) ? 1 : 0, Domain.ALL)
                        .known("np.isnan", "torch.isnan")
                        .noGradient());
        rows.add(logical("logicalAnd", Tensor::logicalAnd, (x, y) -> x != 0 && y != 0));
        rows.add(logical("logicalOr", Tensor::logicalOr, (x, y) -> x != 0 || y != 0));
        rows.add(logical("logicalXor", Tensor::logicalXor, (x, y) -> x != 0 != (y != 0)));
        rows.add(
                EachElement.one(
                                "logicalNot",
                                Tensor::logicalNot,
                                x -> x == 0 ? 1 : 0,
                                Domain.COUNTS)
                        .known("np.logical_not", "torch.logical_not")
                        .noGradient());
        return List.of(rows.stream().map(RowBuilder::andBool).toList());
    }

    private static RowBuilder logical(
            String method, BiFunction<Tensor, Tensor, Tensor> call, Relation relation) {
        String name = method.replaceFirst("logical", "logical_").toLowerCase(Locale.ROOT);
        return EachElement.two(method, call, (x, y) -> relation.holds(x, y) ? 1 : 0, Domain.COUNTS)
                .known("np." + name, "torch." + name)
                .noGradient();
    }

    private interface Relation {
        boolean holds(double x, double y);
    }

    private static List<RowBuilder> both(
            String method,
            BiFunction<Tensor, Tensor, Tensor> ofTwo,
            BiFunction<Tensor, Double, Tensor> ofNumber,
            Relation relation,
            String numpy) {
        return List.of(
                EachElement.two(
                                method,
                                ofTwo,
                                (x, y) -> relation.holds(x, y) ? 1 : 0,
                                Domain.COUNTS)
                        .known(numpy, "torch." + method)
                        .noGradient(),
                EachElement.one(
                                method,
                                t -> ofNumber.apply(t, NUMBER),
                                x -> relation.holds(x, NUMBER) ? 1 : 0,
                                Domain.ALL)
                        .variant("a number")
                        .noGradient());
    }
}
