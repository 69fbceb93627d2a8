package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.memory.Scope;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorded computations drawn. */
class GraphTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("graph");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void asMermaid() {
        Tensor x = leaf(2, 3);
        Tensor y = x.square().add(Tensor.of(1f, 2f)).mul(x);
        assertThat(y.graph().toMermaid())
                .isEqualTo(
                        """
                        flowchart TD
                            v0(["leaf [2] float64"])
                            v1["square [2] float64"]
                            v2("input [2] float32")
                            v3["add [2] float64"]
                            v4["mul [2] float64"]
                            v0 --> v1
                            v1 --> v3
                            v2 --> v3
                            v3 --> v4
                            v0 --> v4
                        """);
    }

    @Test
    void asDotWithNames() {
        Tensor x = leaf(2);
        Tensor one = Tensor.of(1.0);
        Tensor h = x.mul(x);
        Tensor y = h.add(one);
        assertThat(y.graph(Map.of("x", x, "the \"one\"", one, "h", h)).toDot())
                .isEqualTo(
                        """
                        digraph {
                            v0 [shape=ellipse, label="x [1] float64"]
                            v1 [shape=box, label="h = mul [1] float64"]
                            v2 [shape=plaintext, label="the \\"one\\" [1] float64"]
                            v3 [shape=box, label="add [1] float64"]
                            v0 -> v1
                            v0 -> v1
                            v1 -> v3
                            v2 -> v3
                        }
                        """);
        assertThat(y.graph(Map.of("a \"b\"", x)).toMermaid()).contains("([\"a #quot;b#quot; [1]");
    }

    @Test
    void numbersStandBesideTheOperation() {
        Tensor x = leaf(2);
        Tensor y = x.mul(2).clamp(-1, 3).add_(0.5).sub(x);
        assertThat(y.graph(Map.of("x", x, "y", y)).toMermaid())
                .isEqualTo(
                        """
                        flowchart TD
                            v0(["x [1] float64"])
                            v1["mul 2.0 [1] float64"]
                            v2["clamp -1.0 3.0 [1] float64"]
                            v3["add 0.5 [1] float64"]
                            v4["y = sub [1] float64"]
                            v0 --> v1
                            v1 --> v2
                            v2 --> v3
                            v3 --> v4
                            v0 --> v4
                        """);
    }

    @Test
    void productsOfVectorsAreWhatWasWritten() {
        Tensor w = Tensor.ones(2, 3).requiresGrad_(true);
        Tensor x = Tensor.of(1f, 2f, 3f);
        Tensor y = w.matmul(x);
        assertThat(y.dot(y).graph(Map.of("w", w, "x", x, "y", y)).toMermaid())
                .isEqualTo(
                        """
                        flowchart TD
                            v0(["w [2, 3] float32"])
                            v1("x [3] float32")
                            v2["y = matmul [2] float32"]
                            v3["dot [] float32"]
                            v0 --> v2
                            v1 --> v2
                            v2 --> v3
                            v2 --> v3
                        """);
        assertThat(y.outer(x).graph().vertices().getLast().label())
                .isEqualTo("outer [2, 3] float32");
        assertThat(x.matmul(w.t()).graph().vertices())
                .extracting(Graph.Vertex::label)
                .containsExactly(
                        "leaf [2, 3] float32",
                        "transpose [3, 2] float32",
                        "input [3] float32",
                        "matmul [2] float32");
    }

    @Test
    void onlyWhatIsRecorded() {
        Tensor x = leaf(2);
        Tensor y = x.mul(2);
        assertThatThrownBy(() -> Tensor.of(1.0).graph())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("graph: tensor [1] float64 does not require a gradient");
        y.backward();
        assertThatThrownBy(y::graph)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("let go");
    }
}
