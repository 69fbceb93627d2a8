package dev.gatun.tensor.notation;

import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A parsed equation of {@code einsum} for operands of given ranks: a label for each axis of each
 * operand and of the result. Labels of letters come first, uppercase before lowercase; then those
 * of the axes that an ellipsis stands for, counted from its last.
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record EinsumEquation(int[][] operands, int... output) {
    /** Labels are bits of a long: 52 letters, and the axes of an ellipsis. */
    static final int LABELS = Long.SIZE;

    private static final int LETTERS = 52;
    private static final String OP = "einsum";

    /** Reads an equation for operands of these shapes, of which the ranks matter. */
    static EinsumEquation parse(String text, List<Shape> shapes) {
        return new Parser(text, shapes.stream().map(Shape::rank).toList()).parse();
    }

    /** How a label is written. */
    static String name(int label) {
        return label < LETTERS
                ? "'" + (char) (label < 26 ? 'A' + label : 'a' + label - 26) + "'"
                : "axis " + (LETTERS - 1 - label) + " of the ellipsis";
    }

    private static final class Parser {
        private final String text;
        private final List<Integer> ranks;

        /** How often each label is met in operands. */
        private final int[] counts = new int[LABELS];

        Parser(String text, List<Integer> ranks) {
            this.text = text;
            this.ranks = ranks;
        }

        EinsumEquation parse() {
            int arrow = text.indexOf("->");
            int end = arrow < 0 ? text.length() : arrow;
            int[][] operands = new int[ranks.size()][];
            int start = 0;
            for (int i = 0; i < operands.length; i++) {
                int comma = text.indexOf(',', start);
                int stop = comma < 0 || comma > end ? end : comma;
                boolean isLast = i == operands.length - 1;
                if (isLast != (stop == end)) {
                    String problem = isLast ? "there is no operand for this" : "an operand more";
                    throw refuse(count(problem), stop);
                }
                operands[i] = operand(i, start, stop);
                for (int label : operands[i]) {
                    counts[label]++;
                }
                start = stop + 1;
            }
            return new EinsumEquation(operands, arrow < 0 ? implied() : output(arrow + 2));
        }

        private String count(String problem) {
            return problem + ": " + ranks.size() + " tensors are given";
        }

        private int[] operand(int index, int start, int stop) {
            int letters = 0;
            for (int at = start; at < stop; at++) {
                letters += Character.isLetter(text.charAt(at)) ? 1 : 0;
            }
            int rest = ranks.get(index) - letters;
            int[] labels = labels(start, stop, Math.max(rest, 0));
            if (labels.length != ranks.get(index)) {
                String problem =
                        "tensor %d has %d axes, and this names %d"
                                .formatted(index, ranks.get(index), letters);
                throw refuse(problem, start);
            }
            return labels;
        }

        /** The labels of a part of the text, in which an ellipsis stands for some axes. */
        private int[] labels(int start, int stop, int ellipsis) {
            int[] labels = new int[stop - start + ellipsis];
            int count = 0;
            boolean hasEllipsis = false;
            for (int at = start; at < stop; at++) {
                char next = text.charAt(at);
                if (next == ' ') {
                    continue;
                }
                if (text.startsWith("...", at) && at + 3 <= stop && !hasEllipsis) {
                    if (ellipsis > LABELS - LETTERS) {
                        throw refuse("too many axes: " + ellipsis, at);
                    }
                    for (int axis = ellipsis - 1; axis >= 0; axis--) {
                        labels[count++] = LETTERS + axis;
                    }
                    hasEllipsis = true;
                    at += 2;
                } else {
                    labels[count++] = letter(next, at);
                }
            }
            return Arrays.copyOf(labels, count);
        }

        private int letter(char name, int at) {
            if (name >= 'A' && name <= 'Z') {
                return name - 'A';
            }
            if (name >= 'a' && name <= 'z') {
                return 26 + name - 'a';
            }
            throw refuse("indices are letters, or one ellipsis '...' an operand", at);
        }

        /**
         * The axes of ellipses, and the letters that are met once, in the order of the alphabet.
         */
        private int[] implied() {
            int[] labels = new int[LABELS];
            int count = 0;
            for (int label = LABELS - 1; label >= LETTERS; label--) {
                if (counts[label] > 0) {
                    labels[count++] = label;
                }
            }
            for (int label = 0; label < LETTERS; label++) {
                if (counts[label] == 1) {
                    labels[count++] = label;
                }
            }
            return Arrays.copyOf(labels, count);
        }

        private int[] output(int start) {
            int ellipsis = 0;
            while (LETTERS + ellipsis < LABELS && counts[LETTERS + ellipsis] > 0) {
                ellipsis++;
            }
            int[] labels = labels(start, text.length(), ellipsis);
            for (int i = 0; i < labels.length; i++) {
                int label = labels[i];
                boolean isTwice = Arrays.stream(labels, 0, i).anyMatch(other -> other == label);
                if (isTwice || counts[label] == 0) {
                    int at = at(label, start, isTwice);
                    throw refuse(
                            isTwice
                                    ? "the result names " + name(label) + " twice"
                                    : "no operand has " + name(label),
                            at);
                }
            }
            return labels;
        }

        /** Where the result names a label. */
        private int at(int label, int start, boolean isLast) {
            char name = name(label).charAt(1);
            return isLast ? text.lastIndexOf(name) : text.indexOf(name, start);
        }

        private IllegalArgumentException refuse(String problem, int position) {
            return Caret.refusal(OP, problem, text, position);
        }
    }
}
