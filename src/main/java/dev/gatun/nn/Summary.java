package dev.gatun.nn;

import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The table of {@link Module#summary()}. */
final class Summary {
    private static final String[] HEAD = {"module", "type", "parameters", "numbers"};

    private Summary() {}

    static String of(Module module) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        module.namedModules().forEach((path, each) -> rows.add(row(path, each)));
        StringBuilder text = new StringBuilder();
        int[] widths = widths(rows);
        for (String[] row : rows) {
            text.append(line(row, widths)).append('\n');
        }
        long all = count(module.parameters());
        long trained = count(module.parameters().stream().filter(Tensor::requiresGrad).toList());
        return text.append("%,d numbers in parameters, %,d of them trained".formatted(all, trained))
                .toString();
    }

    private static String[] row(String path, Module module) {
        StringJoiner shapes = new StringJoiner(", ");
        long own = 0;
        for (Map.Entry<String, Buffer> each : module.ownTensors().entrySet()) {
            if (each.getValue() instanceof Parameter parameter) {
                shapes.add(each.getKey() + " " + parameter.tensor().shape());
                own += parameter.tensor().numel();
            }
        }
        String numbers = own == 0 ? "" : "%,d".formatted(own);
        return new String[] {path, module.typeName(), shapes.toString(), numbers};
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[HEAD.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    /** Text to the left, the numbers of the last column to the right. */
    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String gap = " ".repeat(widths[i] - row[i].length());
            line.append(i == row.length - 1 ? gap + row[i] : row[i] + gap + "  ");
        }
        return line.toString().stripTrailing();
    }

    private static long count(List<Tensor> tensors) {
        return tensors.stream().mapToLong(Tensor::numel).sum();
    }
}
