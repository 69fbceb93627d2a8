package dev.gatun.tensor.tape;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One backward pass of reverse-mode differentiation, from a result to the leaves.
 *
 * <p>Nodes are sorted topologically, each after its inputs (depth first, without recursion, because
 * a loop may have recorded a chain of any length), and are then processed from the last to the
 * first: when a node is processed, the gradients of all its uses have been summed. All state is
 * here and none in the nodes, so that passes may nest, and threads that each differentiate a
 * computation of their own may share leaves.
 */
public final class Backprop {
    /** The initial capacity in nodes; a power of two. */
    private static final int FEW = 32;

    /** The size in bytes up to which buffers are not freed individually. */
    private static final long LARGE = 1 << 20;

    /** In the order they were met, each once for each of its outputs: the places are slots. */
    private Node[] nodes = new Node[FEW];

    /** By slot: the sum of the gradients of the uses that have been processed. */
    private @Nullable Tensor[] gradients = new Tensor[FEW];

    /** By slot: whether this pass made that sum, so that it may add to it in place. */
    private boolean[] isOwn = new boolean[FEW];

    /** The first slots of nodes in topological order, each after those of its inputs. */
    private int[] order = new int[FEW];

    /** A hash table from nodes to their first slots + 1, with open addressing by their numbers. */
    private int[] table = new int[2 * FEW];

    private int count;
    private int ordered;

    /**
     * By first slot: whether the node was computed from a tensor whose gradient was asked for. Null
     * if all are wanted.
     */
    private boolean @Nullable [] leads;

    /**
     * The scope of intermediate gradients, of which large ones are freed after use. Null if they
     * are kept.
     */
    private @Nullable Scope scratch;

    /** Large gradients that were added to a sum and are no longer needed. */
    private final List<Tensor> replaced = new ArrayList<>(0);

    private Backprop() {}

    /**
     * Adds the gradients of a result to all leaves that it was computed from; nothing is added if
     * one fails. The current scope is that of the pass.
     *
     * @param retain whether the computation is retained, to be differentiated again
     */
    public static void toLeaves(Tensor result, Tensor seed, boolean retain) {
        Backprop pass = new Backprop();
        pass.discover(node(result));
        pass.scratch = Scope.current();
        boolean was = Tape.turn(false);
        try {
            pass.add(node(result), Internals.outputIndex(result), seed);
            pass.propagate();
            pass.accumulate();
        } finally {
            Tape.turn(was);
        }
        if (!retain) {
            pass.release();
        }
    }

    /**
     * The gradients by some tensors, leaves or not, over all paths to each of them; null for
     * tensors that the result was not computed from. They are recorded themselves if the tape is
     * on.
     */
    public static @Nullable Tensor[] toTensors(
            String op, Tensor result, Tensor seed, Tensor... inputs) {
        for (Tensor input : inputs) {
            Node.asked(op, input);
        }
        Backprop pass = new Backprop();
        pass.discover(Node.asked(op, result));
        pass.prune(inputs);
        return pass.gradients(result, seed, inputs);
    }

    /**
     * The gradients by the inputs of a part of the computation. Paths end at these, even those from
     * one to another.
     */
    public static @Nullable Tensor[] toEdge(Tensor result, Tensor seed, Tensor... edge) {
        Backprop pass = new Backprop();
        for (Tensor each : edge) {
            pass.enter(node(each));
        }
        pass.discover(node(result));
        return pass.gradients(result, seed, edge);
    }

    private @Nullable Tensor[] gradients(Tensor result, Tensor seed, Tensor... by) {
        add(node(result), Internals.outputIndex(result), seed);
        propagate();
        return Arrays.stream(by).map(this::gradient).toArray(Tensor[]::new);
    }

    private static Node node(Tensor tensor) {
        return Objects.requireNonNull(Internals.followed(tensor));
    }

    /**
     * The nodes that a result was computed from, in topological order, each after its inputs.
     *
     * @param isFollowed whether to visit the inputs of a node
     */
    public static List<Node> order(Node result, Predicate<Node> isFollowed) {
        Backprop pass = new Backprop();
        pass.discover(result, isFollowed);
        return Arrays.stream(pass.order, 0, pass.ordered).mapToObj(at -> pass.nodes[at]).toList();
    }

    // The order

    private void discover(Node result) {
        discover(result, _ -> true);
    }

    private void discover(Node result, Predicate<Node> isFollowed) {
        if (!enter(result)) {
            return;
        }
        int[] path = new int[FEW];
        int[] next = new int[FEW];
        path[0] = slot(result);
        int depth = 1;
        while (depth > 0) {
            Node node = nodes[path[depth - 1]];
            if (next[depth - 1] == node.inputCount() || !isFollowed.test(node)) {
                order[ordered++] = path[--depth];
                continue;
            }
            Node parent = node.parent(next[depth - 1]++);
            if (parent != null && enter(parent)) {
                if (depth == path.length) {
                    path = Arrays.copyOf(path, 2 * depth);
                    next = Arrays.copyOf(next, 2 * depth);
                }
                path[depth] = slot(parent);
                next[depth++] = 0;
            }
        }
    }

    /** Assigns slots to a node; returns whether it had none. */
    private boolean enter(Node node) {
        int at = place(node);
        if (table[at] != 0) {
            return false;
        }
        if (node.isReleased()) {
            throw new IllegalStateException(
                    ("the computation behind %s, made by %s, has been walked before and let go; say"
                                    + " backward(seed, true) the first time, or compute it again")
                            .formatted(node.rawOutput(0).describe(), node.name()));
        }
        int end = count + node.outputCount();
        if (end > nodes.length) {
            grow(end);
            at = place(node);
        }
        table[at] = count + 1;
        Arrays.fill(nodes, count, end, node);
        count = end;
        return true;
    }

    /** The place of a node in the table. */
    @SuppressWarnings("ReferenceEquality") // identity of nodes
    private int place(Node node) {
        int at = node.number() & (table.length - 1);
        while (table[at] != 0 && nodes[table[at] - 1] != node) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    /** The first slot of a node, or -1. */
    private int slot(Node node) {
        return table[place(node)] - 1;
    }

    private void grow(int least) {
        int room = Math.max(2 * nodes.length, 2 * Integer.highestOneBit(least));
        nodes = Arrays.copyOf(nodes, room);
        gradients = Arrays.copyOf(gradients, room);
        isOwn = Arrays.copyOf(isOwn, room);
        order = Arrays.copyOf(order, room);
        table = new int[2 * room];
        for (int slot = count - 1; slot >= 0; slot--) {
            table[place(nodes[slot])] = slot + 1; // a node's first slot is written last
        }
    }

    /** Marks the nodes that were computed from a target. */
    private void prune(Tensor... targets) {
        boolean[] wanted = new boolean[count];
        for (Tensor target : targets) {
            int slot = slot(node(target));
            if (slot >= 0) {
                wanted[slot] = true;
            }
        }
        for (int i = 0; i < ordered; i++) {
            Node node = nodes[order[i]];
            for (int k = 0; k < node.inputCount() && !wanted[order[i]]; k++) {
                Node parent = node.parent(k);
                wanted[order[i]] = parent != null && wanted[slot(parent)];
            }
        }
        leads = wanted;
    }

    // The gradients

    private void propagate() {
        boolean keepsAll = leads != null;
        boolean isWatched = Tape.current().isWatched();
        for (int i = ordered - 1; i >= 0; i--) {
            int slot = order[i];
            Node node = nodes[slot];
            if (node.isLeaf()) {
                continue;
            }
            int end = slot + node.outputCount();
            @Nullable Tensor[] upstream = Arrays.copyOfRange(gradients, slot, end);
            if (isNone(upstream)) {
                continue;
            }
            if (!keepsAll) {
                Arrays.fill(gradients, slot, end, null);
            }
            @Nullable Tensor[] own = node.backward(upstream);
            if (isWatched) {
                Anomaly.checkGradients(node, upstream, own);
            }
            for (int k = 0; k < own.length; k++) {
                Node parent = node.parent(k);
                if (parent != null && own[k] != null) {
                    assert own[k].shape().equals(node.inputShape(k)) : node.name();
                    assert own[k].dtype() == node.inputDType(k) : node.name();
                    add(parent, node.outputIndex(k), own[k]);
                }
            }
            freeUsed(upstream, own);
        }
    }

    private static boolean isNone(@Nullable Tensor... gradients) {
        for (Tensor gradient : gradients) {
            if (gradient != null) {
                return false;
            }
        }
        return true;
    }

    /** Adds to the gradient of one of a node's outputs. */
    private void add(Node node, int output, Tensor gradient) {
        int first = slot(node);
        if (leads != null && !leads[first]) {
            return;
        }
        int slot = first + output;
        Tensor sum = gradients[slot];
        if (sum == null) {
            gradients[slot] = gradient;
        } else if (isOwn[slot] && !Tape.isOn()) {
            Internals.add(sum, gradient);
        } else {
            gradients[slot] = sum.add(gradient);
            isOwn[slot] = true;
            if (isFreeable(sum)) {
                replaced.add(sum);
            }
        }
    }

    /**
     * Frees the gradients that an operation was given and returned, except those that are sums or
     * share memory with one.
     */
    private void freeUsed(@Nullable Tensor[] upstream, @Nullable Tensor... own) {
        for (Tensor gradient : upstream) {
            free(gradient);
        }
        for (Tensor gradient : own) {
            free(gradient);
        }
        if (!replaced.isEmpty()) {
            replaced.forEach(this::free);
            replaced.clear();
        }
    }

    private boolean isFreeable(Tensor gradient) {
        return Internals.storage(gradient).byteSize() > LARGE
                && Internals.storage(gradient).scope() == scratch;
    }

    private void free(@Nullable Tensor gradient) {
        if (gradient == null || !isFreeable(gradient)) {
            return;
        }
        for (int slot = 0; slot < count; slot++) {
            Tensor sum = gradients[slot];
            if (sum != null && Internals.storage(sum) == Internals.storage(gradient)) {
                return;
            }
        }
        Internals.storage(gradient).free(gradient);
    }

    private @Nullable Tensor gradient(Tensor by) {
        int first = slot(node(by));
        return first < 0 ? null : gradients[first + Internals.outputIndex(by)];
    }

    /** Adds to all leaves or, if the gradient of one cannot be added, to none. */
    private void accumulate() {
        List<Tensor> sums = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            Accumulator leaf = nodes[slot].accumulator;
            if (leaf != null && gradients[slot] != null) {
                sums.add(leaf.reserved());
            }
        }
        try (Hold _ = Hold.on(sums.toArray(Tensor[]::new))) {
            for (int slot = 0; slot < count; slot++) {
                Accumulator leaf = nodes[slot].accumulator;
                Tensor gradient = gradients[slot];
                if (leaf != null && gradient != null) {
                    leaf.add(gradient);
                }
            }
        }
    }

    private void release() {
        for (int slot = 0; slot < count; slot++) {
            nodes[slot].release();
        }
    }
}
