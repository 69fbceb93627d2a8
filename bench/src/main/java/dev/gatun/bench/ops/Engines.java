package dev.gatun.bench.ops;

import dev.gatun.bench.console.Failure;
import java.util.ArrayList;
import java.util.List;

/** The libraries there are to compare. */
public final class Engines {
    private Engines() {}

    /** All that work here, Gatun first; PyTorch only where its native libraries are. */
    public static List<Engine> open() {
        List<Engine> engines = new ArrayList<>();
        engines.add(new GatunEngine());
        engines.add(new PlainEngine());
        engines.add(new EjmlEngine());
        DjlEngine.open().ifPresent(engines::add);
        return List.copyOf(engines);
    }

    /** Those, and what only takes turns with them: the C program, and Gatun on one thread. */
    static List<Engine> openWithC() {
        List<Engine> engines = new ArrayList<>(open());
        CEngine.open().ifPresent(engines::add);
        engines.add(new OneThreadEngine());
        return List.copyOf(engines);
    }

    /**
     * One of the former by its name.
     *
     * @throws Failure if it is not there
     */
    public static Engine named(String name) {
        List<Engine> engines = open();
        Engine wanted = null;
        for (Engine engine : engines) {
            if (engine.name().equals(name)) {
                wanted = engine;
            } else {
                engine.close();
            }
        }
        if (wanted == null) {
            throw new Failure("there is no library \"" + name + "\" here");
        }
        return wanted;
    }
}
