package dev.gatun.tensor.notation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parsed pattern {@code "b (h w) c -> b h w c"}: each side is a list of the axes of a tensor, and
 * each of these the axes it is made of, outermost first (A. Rogozhnikov, Einops: clear and reliable
 * tensor manipulations with Einstein-like notation, ICLR 2022).
 */
record AxisPattern(Key key, List<Axis> left, List<Axis> right) {
    /** What stands for any number of axes. */
    static final String ELLIPSIS = "...";

    /** What may be done to axes: which sides may have some that the other has not. */
    enum Use {
        /** Neither. */
        REARRANGE,
        /** The left one. */
        REDUCE,
        /** The right one. */
        REPEAT
    }

    /**
     * What a pattern depends on.
     *
     * @param op the method, for messages
     */
    record Key(String op, Use use, String text) {}

    /**
     * An axis of a tensor.
     *
     * @param parts what it is made of; none for an axis of size 1
     * @param position where it stands in the text
     */
    record Axis(List<Part> parts, int position) {
        boolean isEllipsis() {
            return parts.size() == 1 && parts.getFirst().isEllipsis();
        }
    }

    /**
     * A name or a number.
     *
     * @param name of a number, one that no name is like
     * @param size of a number; -1 of a name
     */
    record Part(String name, long size, int position) {
        boolean isEllipsis() {
            return name.equals(ELLIPSIS);
        }
    }

    static AxisPattern parse(Key key) {
        return new Parser(key).parse();
    }

    /** The names of one side. */
    static Set<String> names(List<Axis> side) {
        Set<String> names = new HashSet<>();
        side.forEach(axis -> axis.parts.forEach(part -> names.add(part.name)));
        return names;
    }

    IllegalArgumentException refusal(String problem, int position) {
        return Caret.refusal(key.op, problem, key.text, position);
    }

    /** A problem with the text below it. */
    String at(String problem, int position) {
        return Caret.under(problem, key.text, position);
    }

    private static final class Parser {
        private final Key key;
        private final String text;
        private int at;

        Parser(Key key) {
            this.key = key;
            this.text = key.text;
        }

        AxisPattern parse() {
            int arrow = text.indexOf("->");
            if (arrow < 0) {
                throw refuse("an arrow '->' must stand between both sides", text.length());
            }
            List<Axis> left = side(arrow, true);
            at = arrow + 2;
            List<Axis> right = side(text.length(), false);
            refuseMore(left, names(right), key.use == Use.REDUCE, "right");
            refuseMore(right, names(left), key.use == Use.REPEAT, "left");
            return new AxisPattern(key, left, right);
        }

        /** Refuses what one side alone has, where that may not be. */
        private void refuseMore(
                List<Axis> side, Set<String> others, boolean isAllowed, String other) {
            for (Axis axis : side) {
                for (Part part : axis.parts) {
                    boolean isMore = !others.contains(part.name);
                    if (isMore && (!isAllowed || (part.isEllipsis() && key.use == Use.REPEAT))) {
                        String name = text.substring(part.position, end(part.position));
                        throw refuse("'" + name + "' is not on the " + other, part.position);
                    }
                }
            }
        }

        private List<Axis> side(int end, boolean isLeft) {
            List<Axis> axes = new ArrayList<>();
            Set<String> met = new HashSet<>();
            int open = -1;
            List<Part> parts = new ArrayList<>();
            for (skipBlanks(end); at < end; skipBlanks(end)) {
                int start = at;
                char next = text.charAt(at);
                if (next == '(') {
                    if (open >= 0) {
                        throw refuse("parentheses do not nest", at);
                    }
                    open = at++;
                } else if (next == ')') {
                    if (open < 0) {
                        throw refuse("there is no '(' for this", at);
                    }
                    axes.add(new Axis(List.copyOf(parts), open));
                    parts.clear();
                    open = -1;
                    at++;
                } else {
                    Part part = part(met, isLeft && open >= 0);
                    if (open >= 0) {
                        parts.addAll(part == null ? List.of() : List.of(part));
                    } else {
                        axes.add(new Axis(part == null ? List.of() : List.of(part), start));
                    }
                }
            }
            if (open >= 0) {
                throw refuse("there is no ')' for this", open);
            }
            return List.copyOf(axes);
        }

        private void skipBlanks(int end) {
            while (at < end && text.charAt(at) == ' ') {
                at++;
            }
        }

        /** A name, a number or an ellipsis; null for the number 1. */
        private @Nullable Part part(Set<String> met, boolean isNoEllipsis) {
            int start = at;
            at = end(start);
            String name = text.substring(start, at);
            if (name.isEmpty()) {
                throw refuse("axes are names, numbers or '...'", start);
            }
            if (name.equals(ELLIPSIS) && isNoEllipsis) {
                throw refuse("an axis cannot be divided into '...'", start);
            }
            if (isDigit(name.charAt(0))) {
                long size = number(name, start);
                return size == 1 ? null : new Part("#" + start, size, start);
            }
            if (!met.add(name)) {
                throw refuse("'" + name + "' stands twice on one side", start);
            }
            return new Part(name, -1, start);
        }

        private long number(String digits, int start) {
            if (digits.length() > 18 || !digits.chars().allMatch(c -> isDigit((char) c))) {
                throw refuse("a name cannot begin with a digit, and a number is a size", start);
            }
            return Long.parseLong(digits);
        }

        /** Where what begins at a position ends. */
        private int end(int start) {
            if (text.startsWith(ELLIPSIS, start)) {
                return start + ELLIPSIS.length();
            }
            int end = start;
            while (end < text.length() && isOfName(text.charAt(end))) {
                end++;
            }
            return end;
        }

        private static boolean isOfName(char c) {
            return c == '_' || isDigit(c) || Character.isLetter(c);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private IllegalArgumentException refuse(String problem, int position) {
            return Caret.refusal(key.op, problem, text, position);
        }
    }
}
