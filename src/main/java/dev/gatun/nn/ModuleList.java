package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;

/** Modules in order, named "0", "1", ...; their owner calls them. */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
    private final List<M> modules;

    /** Modules in order. */
    public ModuleList(List<? extends M> modules) {
        this.modules = Nulls.copy("ModuleList", "modules", "module", modules);
        for (int i = 0; i < this.modules.size(); i++) {
            child(Integer.toString(i), this.modules.get(i));
        }
    }

    /** As many modules as said, each made from its place. */
    public static <M extends Module> ModuleList<M> of(int count, IntFunction<? extends M> make) {
        Nulls.refuse("of", "make", make);
        List<M> made = new ArrayList<>();
        for (int i = 0; i < Ranges.notNegative("of", "count", count); i++) {
            made.add(Nulls.refuse("of", "what make returned", make.apply(i)));
        }
        return new ModuleList<>(made);
    }

    /** The module at a place. */
    public M get(int index) {
        return modules.get(index);
    }

    /** How many there are. */
    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }

    /** Equal neighbours stand in one line, "(0-3): 4 x Block(...)". */
    @Override
    List<String> childLines() {
        List<String> lines = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= modules.size(); i++) {
            String text = modules.get(first).toString();
            if (i == modules.size() || !modules.get(i).toString().equals(text)) {
                lines.add(
                        i - first == 1
                                ? "(%d): %s".formatted(first, text)
                                : "(%d-%d): %d x %s".formatted(first, i - 1, i - first, text));
                first = i;
            }
        }
        return lines;
    }
}
