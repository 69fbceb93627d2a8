package dev.gatun.text;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.function.UnaryOperator;

/**
 * The tokens that a model continues a text with, one at a time as they are asked for, without end.
 *
 * {@snippet :
 * KeyValueCache cache = model.cache(1, 256);
 * TokenStream tokens = new TokenStream(in -> model.next(in, cache), sampler, prompt);
 * while (tokens.count() < 100) {
 *     System.out.print(vocabulary.decode(tokens.nextLong()));
 * }
 * }
 *
 * <p>The model is called without gradients, in a scope of its own that is closed afterwards:
 * nothing is left in the caller's.
 */
public final class TokenStream implements PrimitiveIterator.OfLong {
    private final UnaryOperator<Tensor> model;
    private final Sampler sampler;
    private final int promptLength;

    /** All tokens so far, the prompt's before the others. */
    private long[] text;

    private int length;

    /** How many of them the model has been given. */
    private int given;

    /**
     * A continuation.
     *
     * @param model takes the tokens that it has not been given yet, (1, t), and gives the logits of
     *     what follows: (..., vocabulary), of which the last are used
     * @param prompt the start of the text, at least one token
     * @throws IllegalArgumentException if there is none, or they are no integers
     */
    public TokenStream(UnaryOperator<Tensor> model, Sampler sampler, Tensor prompt) {
        this.model = Nulls.refuse("TokenStream", "model", model);
        this.sampler = Nulls.refuse("TokenStream", "sampler", sampler);
        Nulls.refuse("TokenStream", "prompt", prompt);
        text = tokens("TokenStream", "the prompt", prompt);
        promptLength = text.length;
        length = text.length;
        if (length == 0) {
            throw new IllegalArgumentException(
                    "TokenStream: the prompt has no token; begin with the one that begins a text");
        }
    }

    /** The numbers of tokens, which are whole. */
    static long[] tokens(String op, String what, Tensor tensor) {
        if (tensor.dtype() != DType.I64 && tensor.dtype() != DType.I32) {
            throw new IllegalArgumentException(
                    "%s: %s is tokens of I64 or I32, not %s"
                            .formatted(op, what, tensor.describe()));
        }
        return tensor.toLongArray();
    }

    /** How many tokens have been drawn. */
    public int count() {
        return length - promptLength;
    }

    /** True: there is no end. */
    @Override
    public boolean hasNext() {
        return true;
    }

    /** Draws the next token. */
    @Override
    public long nextLong() {
        long token;
        try (GradientMode _ = Gradients.noGrad();
                Scope _ = Scope.open("token")) {
            long[] unseen = Arrays.copyOfRange(text, given, length);
            Tensor logits =
                    Nulls.refuse(
                            "TokenStream",
                            "what model returned",
                            model.apply(Tensor.of(unseen, 1, unseen.length)));
            given = length;
            if (logits.rank() == 0) {
                throw new IllegalArgumentException(
                        "TokenStream: the model gave a number in place of logits (...,"
                                + " vocabulary)");
            }
            Tensor all = logits.reshape(-1, logits.size(-1));
            Tensor before = Tensor.of(Arrays.copyOf(text, length));
            token = sampler.next(all.select(0, all.size(0) - 1), before);
        }
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = token;
        return token;
    }
}
