package dev.gatun.kernel.loop.emitted;

import java.util.Arrays;
import java.util.List;

/**
 * Several vectors that are computed in a turn of a loop, step by step side by side: the processor
 * finds independent steps next to each other. Each vector after the first has copies of the steps
 * of an element.
 */
final class Turn {
    /** What is computed, in this order. */
    final int[] order;

    /** By vector: the values of the results. */
    final int[][] results;

    /** By value from {@link #first} on: the vector whose copy it is. */
    final int first;

    final int[] vectors;

    /**
     * @param table one {@linkplain ValueTable#forCopies for copies}, which receives them
     * @param element the steps of an element in their order
     * @param of the results of the pass
     * @param count the number of vectors
     */
    Turn(ValueTable table, int[] element, List<LoopResult> of, int count) {
        first = table.size();
        order = new int[count * element.length];
        results = new int[count][of.size()];
        vectors = new int[(count - 1) * element.length];
        int[][] copies = new int[count][first];
        for (int[] own : copies) {
            Arrays.setAll(own, value -> value);
        }
        for (int vector = 1; vector < count; vector++) {
            int[] own = copies[vector];
            for (int value : element) {
                own[value] =
                        table.repeat(
                                value,
                                copied(table, own, value, 0),
                                copied(table, own, value, 1),
                                copied(table, own, value, 2));
                vectors[own[value] - first] = vector;
            }
        }
        for (int k = 0; k < element.length; k++) {
            for (int vector = 0; vector < count; vector++) {
                order[count * k + vector] = copies[vector][element[k]];
            }
        }
        for (int vector = 0; vector < count; vector++) {
            for (int k = 0; k < of.size(); k++) {
                results[vector][k] = copies[vector][of.get(k).value()];
            }
        }
    }

    private static int copied(ValueTable table, int[] copies, int value, int k) {
        int operand = table.operand(value, k);
        return operand == ValueTable.NONE ? operand : copies[operand];
    }

    /** The vector that a value belongs to. */
    int vector(int value) {
        return value < first ? 0 : vectors[value - first];
    }
}
