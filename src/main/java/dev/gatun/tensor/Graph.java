package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.tape.Backprop;
import dev.gatun.tensor.tape.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A recorded computation, to be drawn: the operations and tensors from which a tensor was computed,
 * back to the leaves.
 *
 * {@snippet :
 * System.out.println(loss.graph().toMermaid());
 * }
 *
 * @param vertices in topological order, each after its inputs; the last is the result
 * @param edges from inputs to results
 */
public record Graph(List<Vertex> vertices, List<Edge> edges) {
    /** The kind of a vertex. */
    public enum Kind {
        /** A tensor whose gradients are summed. */
        LEAF,
        /** A tensor without a gradient. */
        INPUT,
        /** An operation and its result. */
        OPERATION
    }

    /**
     * A tensor, with the operation that made it.
     *
     * @param kind the kind
     * @param label the operation with the numbers it was given, or the name given to the tensor, or
     *     both; and shape and dtype
     */
    public record Vertex(Kind kind, String label) {
        /** Refuses null. */
        public Vertex {
            Nulls.refuse("Vertex", "kind", kind);
            Nulls.refuse("Vertex", "label", label);
        }
    }

    /**
     * An operand.
     *
     * @param from the input, as an index into {@link #vertices}
     * @param to the result, as an index into {@link #vertices}
     */
    public record Edge(int from, int to) {}

    /** Copies the lists. */
    public Graph {
        vertices = Nulls.copy("Graph", "vertices", "vertex", vertices);
        edges = Nulls.copy("Graph", "edges", "edge", edges);
    }

    static Graph of(Node result, Map<String, Tensor> names) {
        return new Drawing(names).of(result);
    }

    /** The graph in the language of Mermaid, for Markdown pages: top to bottom, in a flowchart. */
    public String toMermaid() {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < vertices.size(); i++) {
            Vertex vertex = vertices.get(i);
            String label = '"' + vertex.label.replace("\"", "#quot;") + '"';
            String shape =
                    switch (vertex.kind) {
                        case LEAF -> "([" + label + "])";
                        case INPUT -> "(" + label + ")";
                        case OPERATION -> "[" + label + "]";
                    };
            text.append("    v").append(i).append(shape).append('\n');
        }
        for (Edge edge : edges) {
            text.append("    v%d --> v%d\n".formatted(edge.from, edge.to));
        }
        return text.toString();
    }

    /** The graph in the DOT language of Graphviz. */
    public String toDot() {
        StringBuilder text = new StringBuilder("digraph {\n");
        for (int i = 0; i < vertices.size(); i++) {
            Vertex vertex = vertices.get(i);
            String shape =
                    switch (vertex.kind) {
                        case LEAF -> "ellipse";
                        case INPUT -> "plaintext";
                        case OPERATION -> "box";
                    };
            String label = vertex.label.replace("\\", "\\\\").replace("\"", "\\\"");
            text.append("    v%d [shape=%s, label=\"%s\"]\n".formatted(i, shape, label));
        }
        for (Edge edge : edges) {
            text.append("    v%d -> v%d\n".formatted(edge.from, edge.to));
        }
        return text.append("}\n").toString();
    }

    /** Vertices and edges as they are found. */
    private static final class Drawing {
        private final List<Vertex> vertices = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();
        private final IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
        private final IdentityHashMap<Node, Integer> ofNodes = new IdentityHashMap<>();
        private final IdentityHashMap<Tensor, Integer> ofInputs = new IdentityHashMap<>();

        Drawing(Map<String, Tensor> names) {
            names.forEach((name, tensor) -> this.names.put(tensor, name));
        }

        Graph of(Node result) {
            for (Node node : Backprop.order(result, _ -> true)) {
                List<Integer> operands = new ArrayList<>();
                for (int i = 0; i < node.inputCount(); i++) {
                    Node parent = node.parent(i);
                    operands.add(
                            parent != null
                                    ? ofNodes.get(parent)
                                    : ofInputs.computeIfAbsent(node.rawInput(i), this::input));
                }
                int own = vertices.size();
                vertices.add(vertex(node));
                ofNodes.put(node, own);
                operands.forEach(operand -> edges.add(new Edge(operand, own)));
            }
            return new Graph(vertices, edges);
        }

        private int input(Tensor tensor) {
            vertices.add(new Vertex(Kind.INPUT, label(tensor, "input")));
            return vertices.size() - 1;
        }

        private Vertex vertex(Node node) {
            if (node.isLeaf()) {
                return new Vertex(Kind.LEAF, label(node.rawOutput(0), node.label()));
            }
            String named =
                    node.rawOutputs()
                            .map(names::get)
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining(", "));
            String made = named.isEmpty() ? node.label() : named + " = " + node.label();
            String what =
                    node.rawOutputs()
                            .map(each -> each.shape() + " " + each.dtype)
                            .collect(Collectors.joining(", "));
            return new Vertex(Kind.OPERATION, made + " " + what);
        }

        private String label(Tensor tensor, String otherwise) {
            return names.getOrDefault(tensor, otherwise)
                    + " "
                    + tensor.shape()
                    + " "
                    + tensor.dtype;
        }
    }
}
