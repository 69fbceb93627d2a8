package dev.gatun.kernel.loop.emitted;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order the values of a table are computed: once for the call, then for each row before a
 * pass over its elements, and for each element of the pass; and which values of the call or the row
 * are needed later than where they are computed, so that they need a place of their own.
 *
 * <p>In each part an operand comes just before what uses it, the operand that holds more values
 * first: fewer values are held at a time (Sethi and Ullman's order, without their proof, because
 * values are shared).
 */
final class LoopPlan {
    private static final int UNSEEN = -1;

    private final ValueTable table;

    /** The results of each pass, and what is stored once for each row at its end. */
    final List<List<LoopResult>> passes;

    final List<LoopResult> rowResults;

    /** What is computed once for the call. */
    final int[] call;

    /** What is computed for the row before each pass, and after the last. */
    final int[][] row;

    /** What is computed for each element of a pass; where a body is rare, by the ordinary one. */
    final int[][] element;

    /** What the rare body computes, and what the ordinary one gives; null if there is one body. */
    final int @Nullable [] rare;

    private final @Nullable RareBody bodies;

    /** Whether a value outlives the part that computes it. */
    final boolean[] isKept;

    /** How often a value is used for each element. */
    final int[] uses;

    private final int[] part;
    private final int[] weights;

    LoopPlan(
            ValueTable table,
            List<List<LoopResult>> passes,
            List<LoopResult> rowResults,
            @Nullable RareBody bodies) {
        this.table = table;
        this.bodies = bodies;
        this.passes = passes;
        this.rowResults = rowResults;
        int size = table.size();
        isKept = new boolean[size];
        uses = new int[size];
        part = new int[size];
        weights = weights();
        Arrays.fill(part, UNSEEN);
        int count = passes.size();
        element = new int[count][];
        for (int p = 0; p < count; p++) {
            element[p] = order(results(p), ValueTable.PER_ELEMENT, -2 - p);
        }
        int ofRare = -2 - count;
        rare =
                bodies == null
                        ? null
                        : order(values(passes.getFirst()), ValueTable.PER_ELEMENT, ofRare);
        row = new int[count + 1][];
        for (int p = 0; p <= count; p++) {
            row[p] = p < count ? rowOf(p) : order(values(rowResults), ValueTable.ROW, count + 1);
        }
        call = callOf();
        for (int p = 0; p < count; p++) {
            keep(element[p], -2 - p);
            keepResults(passes.get(p), -2 - p);
            for (int value : element[p]) {
                for (int k = 0; k < table.primitive(value).operands(); k++) {
                    uses[table.operand(value, k)]++;
                }
            }
        }
        if (rare != null) {
            keep(rare, ofRare);
        }
        for (int p = 0; p <= count; p++) {
            keep(row[p], p + 1);
        }
        keepResults(rowResults, count + 1);
        for (List<LoopResult> pass : passes) {
            for (LoopResult result : pass) {
                uses[result.value()]++;
            }
        }
    }

    /** What a pass gives for each element: of ordinary ones, and the masks of others, first. */
    int[] results(int pass) {
        return bodies == null ? values(passes.get(pass)) : bodies.results();
    }

    /** What a pass gives for each element, rare selections among it. */
    int[] values(int pass) {
        return values(passes.get(pass));
    }

    private static int[] values(List<LoopResult> results) {
        int[] values = new int[results.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = results.get(k).value();
        }
        return values;
    }

    private int[] rowOf(int pass) {
        int[] needed = operands(element[pass], values(passes.get(pass)));
        if (rare != null) {
            needed = operands(rare, needed);
        }
        return order(needed, ValueTable.ROW, pass + 1);
    }

    /** What rows and elements need of the call. */
    private int[] callOf() {
        int[] placed = new int[part.length];
        int count = 0;
        for (int value = 0; value < part.length; value++) {
            if (part[value] != UNSEEN) {
                placed[count++] = value;
            }
        }
        int[] needed = values(rowResults);
        for (int p = passes.size() - 1; p >= 0; p--) {
            needed = joined(values(passes.get(p)), needed);
        }
        return order(operands(Arrays.copyOf(placed, count), needed), ValueTable.CALL, 0);
    }

    /** The operands of some values, then others. */
    private int[] operands(int[] values, int... others) {
        int[] all = new int[3 * values.length];
        int count = 0;
        for (int value : values) {
            for (int k = 0; k < table.primitive(value).operands(); k++) {
                all[count++] = table.operand(value, k);
            }
        }
        return joined(Arrays.copyOf(all, count), others);
    }

    private static int[] joined(int[] first, int... others) {
        int[] all = Arrays.copyOf(first, first.length + others.length);
        System.arraycopy(others, 0, all, first.length, others.length);
        return all;
    }

    /** How many values a value is computed of, roughly: what holds more is computed first. */
    private int[] weights() {
        int[] weight = new int[table.size()];
        for (int value = 0; value < weight.length; value++) {
            int most = 1;
            for (int k = 0; k < table.primitive(value).operands(); k++) {
                int of = weight[table.operand(value, k)];
                most = most == of ? most + 1 : Math.max(most, of);
            }
            weight[value] = table.isInPool(value) ? 0 : most;
        }
        return weight;
    }

    /** The values of a level behind some values that have not been put in order yet. */
    private int[] order(int[] roots, int level, int into) {
        int[] order = new int[16];
        int count = 0;
        int[] stack = new int[64];
        for (int root : roots) {
            int depth = 0;
            stack[depth++] = root;
            while (depth > 0) {
                int value = stack[--depth];
                boolean isReady = value < 0;
                value = isReady ? ~value : value;
                if (table.level(value) != level || isPlaced(value, into)) {
                    continue;
                }
                if (isReady) {
                    part[value] = into;
                    if (count == order.length) {
                        order = Arrays.copyOf(order, 2 * count);
                    }
                    order[count++] = value;
                    continue;
                }
                if (depth + 4 > stack.length) {
                    stack = Arrays.copyOf(stack, 2 * stack.length);
                }
                stack[depth++] = ~value;
                depth = pushOperands(value, stack, depth);
            }
        }
        return Arrays.copyOf(order, count);
    }

    /** Whether it has its place; elements are computed anew in each pass. */
    private boolean isPlaced(int value, int into) {
        return table.isInPool(value)
                || table.primitive(value) == Primitive.ROW_VALUE
                || (table.level(value) == ValueTable.PER_ELEMENT
                        ? part[value] == into
                        : part[value] != UNSEEN);
    }

    /** The heaviest comes to lie on top. */
    private int pushOperands(int value, int[] stack, int depth) {
        int count = table.primitive(value).operands();
        int end = depth + count;
        for (int k = 0; k < count; k++) {
            int operand = table.operand(value, count - 1 - k);
            int at = depth + k;
            while (at > depth && weights[stack[at - 1]] > weights[operand]) {
                stack[at] = stack[at - 1];
                at--;
            }
            stack[at] = operand;
        }
        return end;
    }

    private void keep(int[] order, int into) {
        for (int value : order) {
            for (int k = 0; k < table.primitive(value).operands(); k++) {
                keep(table.operand(value, k), into);
            }
        }
    }

    private void keepResults(List<LoopResult> results, int into) {
        for (LoopResult result : results) {
            keep(result.value(), into);
        }
    }

    private void keep(int value, int into) {
        if (!table.isInPool(value)
                && table.level(value) != ValueTable.PER_ELEMENT
                && part[value] != into) {
            isKept[value] = true;
            // Where none of the elements uses it, a register spares short rows a store all the
            // same.
            uses[value] += table.primitive(value) == Primitive.ROW_VALUE ? 1 : 0;
        }
    }

    /** How many results of a pass are combined. */
    int combined(int pass) {
        int combined = 0;
        for (LoopResult result : passes.get(pass)) {
            combined += result.isCombined() ? 1 : 0;
        }
        return combined;
    }

    /** The greatest number of values for each element of a pass that are held at a time. */
    int pressure(int p) {
        int most = 0;
        int[] last = new int[isKept.length];
        Arrays.fill(last, UNSEEN);
        int[] order = element[p];
        for (int k = 0; k < order.length; k++) {
            for (int o = 0; o < table.primitive(order[k]).operands(); o++) {
                last[table.operand(order[k], o)] = k;
            }
        }
        for (int value : results(p)) {
            last[value] = order.length;
        }
        int held = 0;
        int[] ending = new int[order.length + 1];
        for (int k = 0; k < order.length; k++) {
            held++;
            most = Math.max(most, held);
            ending[Math.max(last[order[k]], k)]++;
            held -= ending[k];
        }
        return most;
    }
}
