package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A part of a network: parameters, buffers, and modules inside it, each under a name. What it
 * computes is a method of the subclass; where that makes one tensor of one, the class extends
 * {@link Layer}.
 *
 * {@snippet :
 * import dev.gatun.memory.Scope;
 * import dev.gatun.nn.Layer;
 * import dev.gatun.nn.Linear;
 * import dev.gatun.tensor.Tensor;
 *
 * class TwoLayerNet extends Layer {
 *     final Linear fc1 = child("fc1", new Linear(8, 16));
 *     final Linear fc2 = child("fc2", new Linear(16, 3));
 *
 *     @Override
 *     protected Tensor forward(Tensor x) { // (B, 8)
 *         return fc2.apply(fc1.apply(x).relu()); // (B, 3)
 *     }
 * }
 *
 * try (Scope _ = Scope.open("model")) {
 *     TwoLayerNet net = new TwoLayerNet();
 *     assert net.apply(Tensor.ones(5, 8)).shape().toString().equals("[5, 3]");
 *     assert net.stateDict().containsKey("fc1.weight");
 * }
 * }
 *
 * <p>Names, and their order, are those of PyTorch: what a module holds itself, parameters before
 * buffers, then what its children hold, {@code "fc1.weight"}. They are given at registration;
 * nothing is found by reflection.
 *
 * <p>The tensors of a module belong to the scope that was open when it was made. They do not grow:
 * a call allocates in the current scope. A module in evaluation mode ({@link #eval()}) may be
 * called by several threads at once if its scope is {@linkplain dev.gatun.memory.Scope#shared
 * shared}. Registration and modes are set by one thread, before.
 */
public abstract class Module {
    private static final ForwardHook[] NO_HOOKS = {};

    private final Map<String, Buffer> tensors = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private volatile ForwardHook[] hooks = NO_HOOKS;
    private boolean isTraining = true;

    /** For subclasses. */
    protected Module() {}

    /**
     * Registers a module inside this one.
     *
     * @param name its name: not empty, without a dot, not yet in use here
     * @return the module
     * @throws IllegalArgumentException if the name is none, or the module is this one or has it
     *     inside
     */
    protected final <M extends Module> M child(String name, M module) {
        checkName("child", Nulls.refuse("child", "name", name));
        if (Nulls.refuse("child", "module", module).namedModules().containsValue(this)) {
            throw new IllegalArgumentException(
                    "child: %s cannot be inside itself, as '%s'".formatted(typeName(), name));
        }
        children.put(name, module);
        return module;
    }

    /**
     * Registers a tensor that is trained: makes it require a gradient.
     *
     * @throws IllegalArgumentException if it is not of a floating type, or was computed from
     *     tensors that require a gradient
     */
    protected final Parameter parameter(String name, Tensor value) {
        Nulls.refuse("parameter", "value", value);
        checkName("parameter", Nulls.refuse("parameter", "name", name));
        if (!value.isLeaf()) {
            throw new IllegalArgumentException(
                    "parameter: '%s' was computed from tensors that require a gradient; detach() it"
                            .formatted(name));
        }
        Parameter own = new Parameter(value);
        tensors.put(name, own);
        return own;
    }

    /** Registers a parameter of another module, whose weights are shared from now on. */
    protected final Parameter parameter(String name, Parameter shared) {
        Nulls.refuse("parameter", "shared", shared);
        checkName("parameter", Nulls.refuse("parameter", "name", name));
        tensors.put(name, shared);
        shared.share();
        return shared;
    }

    /** Registers a tensor that is part of the state and not trained. */
    protected final Buffer buffer(String name, Tensor value) {
        return buffer(name, value, true);
    }

    /**
     * Registers a tensor that is not trained.
     *
     * @param isSaved whether {@link #stateDict()} has it
     */
    protected final Buffer buffer(String name, Tensor value, boolean isSaved) {
        Nulls.refuse("buffer", "value", value);
        checkName("buffer", Nulls.refuse("buffer", "name", name));
        Buffer buffer = new Buffer(value, isSaved);
        tensors.put(name, buffer);
        return buffer;
    }

    private void checkName(String op, String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    "%s: a name is not empty and has no dot: '%s'".formatted(op, name));
        }
        if (tensors.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException(
                    "%s: %s has a '%s' already".formatted(op, typeName(), name));
        }
    }

    /** The modules directly inside this one, by name, in the order of registration. */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /**
     * This module, under the empty name, and all inside it, by path, such as {@code
     * "blocks.0.attention"}. A module that is registered twice is listed once.
     */
    public final Map<String, Module> namedModules() {
        Map<String, Module> all = new LinkedHashMap<>();
        Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect("", all, seen);
        return all;
    }

    private void collect(String path, Map<String, Module> all, Set<Module> seen) {
        if (seen.add(this)) {
            all.put(path, this);
            children.forEach((name, child) -> child.collect(join(path, name), all, seen));
        }
    }

    /**
     * The module at a path.
     *
     * @throws IllegalArgumentException if there is none; names those that are
     */
    public final Module module(String path) {
        Module module = this;
        for (String name : Nulls.refuse("module", "path", path).split("\\.", -1)) {
            Module child = module.children.get(name);
            if (child == null) {
                throw new IllegalArgumentException(
                        "module: there is no '%s' in %s; it has %s"
                                .formatted(path, typeName(), namedModules().keySet()));
            }
            module = child;
        }
        return module;
    }

    /** The parameters, frozen ones too, each once. */
    public final List<Tensor> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** The parameters by path, frozen ones too. One that several modules share is listed once. */
    public final Map<String, Tensor> namedParameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Set<Buffer> seen = new LinkedHashSet<>();
        visit(
                "",
                (path, buffer) -> {
                    if (buffer instanceof Parameter && seen.add(buffer)) {
                        all.put(path, buffer.tensor());
                    }
                });
        return all;
    }

    /**
     * The state: parameters and saved buffers by path, under each of their names. They are the
     * tensors of this module and no copies.
     */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        saved().forEach((path, buffer) -> state.put(path, buffer.tensor()));
        return state;
    }

    private Map<String, Buffer> saved() {
        Map<String, Buffer> saved = new LinkedHashMap<>();
        visit(
                "",
                (path, buffer) -> {
                    if (buffer.isSaved()) {
                        saved.put(path, buffer);
                    }
                });
        return saved;
    }

    private void visit(String path, BiConsumer<String, Buffer> visitor) {
        tensors.forEach((name, each) -> {
            if (each instanceof Parameter) {
                visitor.accept(join(path, name), each);
            }
        });
        tensors.forEach((name, each) -> {
            if (!(each instanceof Parameter)) {
                visitor.accept(join(path, name), each);
            }
        });
        children.forEach((name, child) -> child.visit(join(path, name), visitor));
    }

    /** {@link #loadStateDict(Map, boolean)}, where every name must be there. */
    public final void loadStateDict(Map<String, Tensor> state) {
        loadStateDict(state, true);
    }

    /**
     * Copies a state into the parameters and buffers, converted to their types.
     *
     * @param isStrict whether the names must be those of this module, all of them; otherwise those
     *     that both have are loaded
     * @throws StateDictException if a shape differs, a scope is closed, or, where it is strict, a
     *     name differs; lists all that do. Nothing has been loaded then
     */
    public final void loadStateDict(Map<String, Tensor> state, boolean isStrict) {
        Map<String, Tensor> given = Nulls.copy("loadStateDict", "state", "tensor", state);
        Map<String, Buffer> own = saved();
        List<String> missing = new ArrayList<>(own.keySet());
        missing.removeAll(given.keySet());
        List<String> unexpected = new ArrayList<>(given.keySet());
        unexpected.removeAll(own.keySet());
        List<String> misshapen = new ArrayList<>();
        own.forEach((path, buffer) -> {
            Tensor value = given.get(path);
            if (value != null && !value.shape().equals(buffer.tensor().shape())) {
                misshapen.add(
                        "%s (%s, here %s)".formatted(path, value.shape(), buffer.tensor().shape()));
            }
        });
        List<String> freed = new ArrayList<>();
        own.forEach((path, buffer) -> {
            Tensor value = given.get(path);
            if (value != null && !(value.scope().isOpen() && buffer.tensor().scope().isOpen())) {
                freed.add(path);
            }
        });
        boolean isOther = isStrict && !(missing.isEmpty() && unexpected.isEmpty());
        if (isOther || !misshapen.isEmpty() || !freed.isEmpty()) {
            throw StateDictException.of(typeName(), missing, unexpected, misshapen, freed);
        }
        own.forEach((path, buffer) -> {
            Tensor value = given.get(path);
            if (value != null) {
                buffer.copyFrom(value);
            }
        });
    }

    /** Sets training mode, here and inside: dropout drops, batch norm uses its batch. */
    public final void train() {
        setTraining(true);
    }

    /**
     * Sets evaluation mode, here and inside: dropout passes, batch norm uses its running values.
     */
    public final void eval() {
        setTraining(false);
    }

    private void setTraining(boolean isWanted) {
        isTraining = isWanted;
        children.values().forEach(child -> child.setTraining(isWanted));
    }

    /** Whether this module is in training mode, as it is at first. */
    public final boolean isTraining() {
        return isTraining;
    }

    /** Stops training the parameters, here and inside; backward computes no gradient for them. */
    public final void freeze() {
        parameters().forEach(parameter -> parameter.requiresGrad_(false));
    }

    /** Trains the parameters again, here and inside. */
    public final void unfreeze() {
        parameters().forEach(parameter -> parameter.requiresGrad_(true));
    }

    /** Clears the gradients of all parameters. */
    public final void zeroGrad() {
        parameters().forEach(Tensor::zeroGrad);
    }

    /**
     * Converts parameters and buffers of floating types to another one, each in the scope it is in.
     * In BF16 and F16 they are stored, and a layer computes in F32, which its result is of. The
     * tensors before are freed; what was made of them, such as an optimizer's list, is made again
     * afterwards.
     *
     * @throws IllegalArgumentException if it is not a floating type
     */
    public final void to(DType dtype) {
        if (!Nulls.refuse("to", "dtype", dtype).isFloating()) {
            throw new IllegalArgumentException(
                    "to: a module has a floating type, such as F32, not " + dtype);
        }
        Set<Buffer> all = new LinkedHashSet<>();
        visit("", (_, buffer) -> all.add(buffer));
        for (Buffer each : all) {
            if (each.tensor().dtype().isFloating()) {
                each.to(dtype);
            }
        }
    }

    /**
     * Adds a hook, called after those that are there at each call of this module.
     *
     * @return closing it takes the hook away
     */
    public final ForwardHook.Registration onForward(ForwardHook hook) {
        Nulls.refuse("onForward", "hook", hook);
        ForwardHook own = (module, input, output) -> hook.apply(module, input, output);
        setHooks(own, true);
        return () -> setHooks(own, false);
    }

    /** A new array at each change: a call under way has the one it began with. */
    private synchronized void setHooks(ForwardHook hook, boolean isAdded) {
        List<ForwardHook> list = new ArrayList<>(List.of(hooks));
        list.remove(hook);
        if (isAdded) {
            list.add(hook);
        }
        hooks = list.toArray(NO_HOOKS);
    }

    /** Whether there are forward hooks. */
    final boolean isHooked() {
        return hooks.length > 0;
    }

    /**
     * Passes an output through the forward hooks. A subclass that is no {@link Layer} calls it with
     * what it returns; a layer does so by itself.
     */
    protected final Tensor hooked(Tensor input, Tensor output) {
        Tensor result = output;
        for (ForwardHook hook : hooks) {
            result =
                    Nulls.refuse(
                            "onForward", "what a hook returned", hook.apply(this, input, result));
        }
        return result;
    }

    /**
     * A table of this module and those inside it: path, type, shapes of the parameters, how many
     * numbers they hold, and how many of these are trained.
     */
    public final String summary() {
        return Summary.of(this);
    }

    /** The tensors this module holds itself. */
    final Map<String, Buffer> ownTensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The name of the type in print: that of the class. */
    protected String typeName() {
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "Module" : name;
    }

    /** What stands between the brackets in print, such as {@code in_features=8}; may be empty. */
    protected String options() {
        return "";
    }

    /** This module and those inside it, a line each, as PyTorch prints them. */
    @Override
    public String toString() {
        List<String> lines = childLines();
        if (lines.isEmpty()) {
            return typeName() + "(" + options() + ")";
        }
        StringBuilder text = new StringBuilder(typeName()).append("(\n");
        if (!options().isEmpty()) {
            text.append("  ").append(options()).append('\n');
        }
        lines.forEach(line -> text.append("  ").append(line.replace("\n", "\n  ")).append('\n'));
        return text.append(')').toString();
    }

    /** A line for each child; equal ones of a list in one line. */
    List<String> childLines() {
        List<String> lines = new ArrayList<>();
        children.forEach((name, child) -> lines.add("(" + name + "): " + child));
        return lines;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
