package dev.gatun.tensor;

import org.jspecify.annotations.Nullable;

/** Each element of one vector times each of another. */
record Outer() implements Op {
    Tensor apply(Tensor a, Tensor b) {
        Tensor column = a.part(a.layout.unsqueeze(1)); // (m, 1)
        Tensor row = b.part(b.layout.unsqueeze(0)); // (1, n)
        return Tape.record(this, column.mul(row), a, b);
    }

    @Override
    public String name() {
        return "outer";
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        return new @Nullable Tensor[] {
            node.needs(0) ? upstream.matmul(like(upstream, node, 1)).to(node.input(0).dtype) : null,
            node.needs(1) ? like(upstream, node, 0).matmul(upstream).to(node.input(1).dtype) : null
        };
    }

    private static Tensor like(Tensor upstream, Node node, int input) {
        return node.savedInput(input).to(upstream.dtype);
    }
}
