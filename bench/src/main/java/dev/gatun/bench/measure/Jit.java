package dev.gatun.bench.measure;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the JIT is doing. */
interface Jit {
    /** Of this process. */
    Jit HERE = new HotSpot();

    /** The time it has taken by now, in nanoseconds; that of a compilation once it has ended. */
    long nanos();

    /** Whether it is compiling a method, or about to. */
    boolean isAtWork();

    /** HotSpot's, by its diagnostic commands. */
    final class HotSpot implements Jit {
        private HotSpot() {}

        @Override
        public long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(
                    ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
        }

        /** A compiler's headline stands alone, or before "Empty", where it has nothing to do. */
        @Override
        public boolean isAtWork() {
            return compilerQueue()
                    .lines()
                    .map(String::strip)
                    .filter(Predicate.not(String::isEmpty))
                    .anyMatch(line -> !line.endsWith(":") && !line.equals("Empty"));
        }

        private static String compilerQueue() {
            try {
                return (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "compilerQueue",
                                        new Object[] {},
                                        new String[] {});
            } catch (JMException unknown) {
                throw new IllegalStateException(
                        "the JVM has no diagnostic command Compiler.queue", unknown);
            }
        }
    }
}
