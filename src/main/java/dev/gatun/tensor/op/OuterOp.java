package dev.gatun.tensor.op;

import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/** Each element of one vector times each of another. */
public record OuterOp() implements Op {
    public Tensor apply(Tensor a, Tensor b) {
        Tensor column = Internals.part(a, a.layout().unsqueeze(1)); // (m, 1)
        Tensor row = Internals.part(b, b.layout().unsqueeze(0)); // (1, n)
        return Tape.record(this, column.mul(row), a, b);
    }

    @Override
    public String name() {
        return "outer";
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        return new @Nullable Tensor[] {
            node.needs(0)
                    ? upstream.matmul(like(upstream, node, 1)).to(node.input(0).dtype())
                    : null,
            node.needs(1)
                    ? like(upstream, node, 0).matmul(upstream).to(node.input(1).dtype())
                    : null
        };
    }

    private static Tensor like(Tensor upstream, Node node, int input) {
        return node.savedInput(input).to(upstream.dtype());
    }
}
