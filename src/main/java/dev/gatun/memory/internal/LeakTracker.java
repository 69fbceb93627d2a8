package dev.gatun.memory.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Remembers which line opened each open scope and which lines allocate in it, with {@code
 * -Dgatun.leaks=track}; costs a stack walk at each, so it is off otherwise.
 */
final class LeakTracker {
    static final boolean ON = "track".equals(System.getProperty("gatun.leaks"));

    private static final int NAMED_SITES = 3;
    private static final Map<AbstractScope, Sites> OPEN = new ConcurrentHashMap<>();

    private LeakTracker() {}

    private record Sites(String opened, Map<String, LongAdder> bytesBySite) {}

    static void opened(AbstractScope scope) {
        if (ON) {
            OPEN.put(scope, new Sites(callerOfLibrary(), new ConcurrentHashMap<>()));
        }
    }

    static void reserved(AbstractScope scope, long bytes) {
        Sites sites = OPEN.get(scope);
        if (sites != null) {
            sites.bytesBySite.computeIfAbsent(callerOfLibrary(), at -> new LongAdder()).add(bytes);
        }
    }

    static void closed(AbstractScope scope) {
        if (ON) {
            OPEN.remove(scope);
        }
    }

    /** Where the scope was opened, then the lines that allocated most; empty when not tracking. */
    static List<String> sites(AbstractScope scope) {
        Sites sites = OPEN.get(scope);
        if (sites == null) {
            return List.of();
        }
        Stream<String> biggest =
                sites.bytesBySite.entrySet().stream()
                        .sorted(Comparator.comparingLong(site -> -site.getValue().sum()))
                        .limit(NAMED_SITES)
                        .map(site ->
                                MemorySize.text(site.getValue().sum()) + " at " + site.getKey());
        return Stream.concat(Stream.of("opened at " + sites.opened), biggest).toList();
    }

    /** The innermost frame that is not this library's own code. */
    private static String callerOfLibrary() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames ->
                        frames.filter(frame -> !isLibrary(frame.getDeclaringClass()))
                                .findFirst()
                                .map(StackWalker.StackFrame::toString)
                                .orElse("unknown"));
    }

    /** By where the code was loaded from: a user's class may stand in a package of any name. */
    private static boolean isLibrary(Class<?> type) {
        return LeakTracker.class.getProtectionDomain().equals(type.getProtectionDomain());
    }
}
