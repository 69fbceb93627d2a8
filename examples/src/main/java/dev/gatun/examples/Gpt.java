package dev.gatun.examples;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Embedding;
import dev.gatun.nn.Init;
import dev.gatun.nn.Layer;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.nn.ModuleList;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;

/**
 * A transformer that scores what the next character may be, in the shape of GPT-2 (Radford and
 * others 2019), written as a user writes one.
 */
final class Gpt extends Layer {
    private static final double DEVIATION = 0.02;

    private final Embedding characters;
    private final Embedding positions;
    private final ModuleList<Block> blocks;
    private final LayerNorm norm;
    private final Linear head;
    private final int context;

    Gpt(int vocabulary, int context, int layers, int heads, int width) {
        this.context = context;
        characters = child("characters", new Embedding(vocabulary, width));
        positions = child("positions", new Embedding(context, width));
        blocks = child("blocks", ModuleList.of(layers, _ -> new Block(heads, width)));
        norm = child("norm", new LayerNorm(width));
        head = child("head", new Linear(characters.weight())); // one table for both ends
        parameters().stream()
                .filter(each -> each.rank() == 2)
                .forEach(each -> Init.normal(each, 0, DEVIATION, Generator.standard()));
    }

    /** A block: attention to what came before, then two layers; each is added to what it reads. */
    static final class Block extends Layer {
        private final LayerNorm norm1;
        private final Linear queryKeyValue;
        private final Linear projection;
        private final LayerNorm norm2;
        private final Linear up;
        private final Linear down;
        private final int heads;

        Block(int heads, int width) {
            this.heads = heads;
            norm1 = child("norm1", new LayerNorm(width));
            queryKeyValue = child("query_key_value", new Linear(width, 3L * width));
            projection = child("projection", new Linear(width, width));
            norm2 = child("norm2", new LayerNorm(width));
            up = child("up", new Linear(width, 4L * width));
            down = child("down", new Linear(4L * width, width));
        }

        @Override
        protected Tensor forward(Tensor x) { // (B, T, C)
            Tensor[] qkv = parts(x); // (B, heads, T, C / heads) each
            Tensor found = qkv[0].scaledDotProductAttention(qkv[1], qkv[2], true);
            Tensor merged = found.transpose(1, 2).reshape(x.size(0), x.size(1), x.size(2));
            Tensor y = x.add(projection.apply(merged));
            return y.add(down.apply(up.apply(norm2.apply(y)).geluTanh()));
        }

        private Tensor[] parts(Tensor x) {
            Tensor all = queryKeyValue.apply(norm1.apply(x));
            return all.reshape(x.size(0), x.size(1), 3, heads, x.size(2) / heads)
                    .permute(2, 0, 3, 1, 4)
                    .unbind(0)
                    .toArray(Tensor[]::new);
        }

        /** How much each character looks at each one before it, (B, heads, T, T). */
        Tensor attention(Tensor x) {
            Tensor[] qkv = parts(x);
            double scale = 1 / Math.sqrt((double) qkv[0].size(3));
            Tensor scores = qkv[0].matmul(qkv[1].transpose(2, 3)).mul(scale);
            Tensor isLater = Tensor.ones(x.size(1), x.size(1)).triu(1);
            return scores.sub(isLater.mul(1e9)).softmax(3);
        }
    }

    /** What the first block's heads look at, (B, heads, T, T). */
    Tensor firstAttention(Tensor numbers) {
        return blocks.get(0).attention(embedded(numbers));
    }

    private Tensor embedded(Tensor numbers) { // (B, T) to (B, T, width)
        Tensor places = positions.weight().tensor().narrow(0, 0, numbers.size(1));
        return characters.apply(numbers).add(places);
    }

    @Override
    protected Tensor forward(Tensor numbers) { // (B, T)
        Tensor x = embedded(numbers);
        for (Block block : blocks) {
            x = block.apply(x);
        }
        return head.apply(norm.apply(x)); // (B, T, vocabulary)
    }

    /** The mean cross-entropy of a batch. */
    Tensor loss(CharText.Batch batch) {
        return apply(batch.inputs()).flatten(0, 1).crossEntropy(batch.targets().flatten());
    }

    /** Goes on with a text, a character at a time, drawn by its probability. */
    String sample(CharText text, String start, int count, double temperature) {
        StringBuilder written = new StringBuilder(start);
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < count; i++) {
                try (Scope _ = Scope.open("character")) {
                    String seen = written.substring(Math.max(0, written.length() - context));
                    Tensor scores = apply(text.numbers(seen).unsqueeze(0)).select(1, -1);
                    Tensor shares = scores.squeeze(0).div(temperature).softmax(0);
                    written.append(text.character(shares.multinomial(1, true).itemLong()));
                }
            }
        }
        return written.toString();
    }
}
