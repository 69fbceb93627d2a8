package dev.gatun.memory.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Records, with {@code -Dgatun.leaks=track}, the line that opened each open scope and the lines
 * that allocate in it. Off by default, for each record takes a stack walk.
 */
final class LeakTracker {
    static final boolean ON = "track".equals(System.getProperty("gatun.leaks"));

    private static final int NAMED_SITES = 3;
    private static final Map<AbstractScope, Sites> OPEN = new ConcurrentHashMap<>();

    private LeakTracker() {}

    private record Sites(String opened, Map<String, LongAdder> bytesBySite) {}

    static void opened(AbstractScope scope) {
        if (ON) {
            OPEN.put(scope, new Sites(LibraryFrames.caller(), new ConcurrentHashMap<>()));
        }
    }

    static void reserved(AbstractScope scope, long bytes) {
        Sites sites = OPEN.get(scope);
        if (sites != null) {
            sites.bytesBySite
                    .computeIfAbsent(LibraryFrames.caller(), at -> new LongAdder())
                    .add(bytes);
        }
    }

    static void closed(AbstractScope scope) {
        if (ON) {
            OPEN.remove(scope);
        }
    }

    /**
     * The line that opened the scope, then the lines that allocated most; empty when not tracking.
     */
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
}
