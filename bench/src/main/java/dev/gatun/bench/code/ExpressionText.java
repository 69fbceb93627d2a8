package dev.gatun.bench.code;

import dev.gatun.bench.console.Failure;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an expression: operands {@code x0}, {@code x1}, numbers, {@code + - * /}, parentheses, and
 * the functions of {@link ElementwiseFunction} by their names, as in {@code x0 * sigmoid(x0)}.
 */
final class ExpressionText {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(\\d+\\.?\\d*(?:[eE][-+]?\\d+)?)|([A-Za-z]\\w*)|([-+*/(),]))");

    private static final Pattern OPERAND = Pattern.compile("x(\\d)");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;
    private int operands;

    private ExpressionText(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text.strip());
        int end = 0;
        while (token.lookingAt()) {
            tokens.add(token.group().strip());
            end = token.end();
            token.region(end, text.strip().length());
        }
        if (end < text.strip().length()) {
            throw refused("what is " + text.strip().substring(end).strip() + "?");
        }
    }

    /**
     * What a text says.
     *
     * @param operands the number of its operands: 2 if it reads x1 and not x2
     */
    record Parsed(Expr expression, int operands) {}

    /**
     * The expression of a text.
     *
     * @throws Failure if it is none, saying why
     */
    static Parsed parse(String text) {
        ExpressionText parsed = new ExpressionText(text);
        Expr expression = parsed.sum();
        if (parsed.next < parsed.tokens.size()) {
            throw parsed.refused("what is " + parsed.peek() + " doing there?");
        }
        return new Parsed(expression, parsed.operands);
    }

    private Expr sum() {
        Expr sum = product();
        while (peek().equals("+") || peek().equals("-")) {
            sum = take().equals("+") ? sum.add(product()) : sum.sub(product());
        }
        return sum;
    }

    private Expr product() {
        Expr product = factor();
        while (peek().equals("*") || peek().equals("/")) {
            product = take().equals("*") ? product.mul(factor()) : product.div(factor());
        }
        return product;
    }

    private Expr factor() {
        String token = take();
        if (token.equals("-")) {
            return factor().neg();
        }
        if (token.equals("(")) {
            Expr inner = sum();
            expect(")");
            return inner;
        }
        if (!token.isEmpty() && Character.isDigit(token.charAt(0))) {
            return Expr.constant(Double.parseDouble(token));
        }
        Matcher operand = OPERAND.matcher(token);
        if (operand.matches()) {
            int index = Integer.parseInt(operand.group(1));
            operands = Math.max(operands, index + 1);
            return Expr.arg(index);
        }
        if (token.isEmpty() || !Character.isLetter(token.charAt(0))) {
            throw refused(
                    "an operand is missing "
                            + (token.isEmpty() ? "at the end" : "before " + token));
        }
        return call(token);
    }

    private Expr call(String name) {
        expect("(");
        List<Expr> operands = new ArrayList<>();
        do {
            operands.add(sum());
        } while (peek().equals(",") && take().equals(","));
        expect(")");
        for (ElementwiseFunction function : ElementwiseFunction.values()) {
            if (function.symbol().equals(name) && function.arity() == operands.size()) {
                Expr x = operands.getFirst();
                return switch (operands.size()) {
                    case 1 -> x.apply(function);
                    case 2 -> x.apply(function, operands.get(1));
                    case 3 -> x.apply(function, operands.get(1), operands.get(2));
                    default -> throw refused(name + " has too many operands");
                };
            }
        }
        throw refused("there is no function " + name + " of " + operands.size());
    }

    private void expect(String token) {
        String found = take();
        if (!found.equals(token)) {
            throw refused(
                    token + " is missing " + (found.isEmpty() ? "at the end" : "before " + found));
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private Failure refused(String why) {
        return new Failure("\"" + text + "\" is no expression: " + why);
    }
}
