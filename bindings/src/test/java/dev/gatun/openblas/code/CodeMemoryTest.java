package dev.gatun.openblas.code;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Code is installed, runs, and cannot be written again. On Linux and x86-64 it is available. */
class CodeMemoryTest {
    private static final boolean IS_LINUX_ON_X86 =
            System.getProperty("os.name").equals("Linux")
                    && System.getProperty("os.arch").equals("amd64");

    @Test
    void isAvailableOnLinuxAndX86() {
        if (IS_LINUX_ON_X86) {
            assertThat(CodeMemory.unavailable()).isNull();
        } else {
            assertThat(CodeMemory.unavailable()).contains("Linux on x86-64 alone");
            assertThat(CodeMemory.install("add", Functions.adding(1))).isEqualTo(CodeMemory.NONE);
        }
    }

    private static long run(long code, long number, boolean isLong) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocateFrom(JAVA_LONG, number);
            if (isLong) {
                CodeCall.runLong(block.address(), code);
            } else {
                CodeCall.run(block.address(), code);
            }
            return block.get(JAVA_LONG, 0);
        }
    }

    private static boolean isAbsent() {
        return CodeMemory.unavailable() != null;
    }

    @Test
    void whatIsInstalledRuns() {
        long five = CodeMemory.install("add five", Functions.adding(5));
        long seven = CodeMemory.install("add seven", Functions.adding(7));
        assertThat(isAbsent() || run(five, 10, false) == 15).isTrue();
        assertThat(isAbsent() || run(seven, 10, true) == 17).isTrue();
        assertThat(isAbsent() || run(five, 100, true) == 105).isTrue();
    }

    /** Each thread's code is its own, and what is installed is counted. */
    @Test
    void threadsInstallAtOnce() throws Exception {
        long before = CodeMemory.installed();
        List<Future<Boolean>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int t = 0; t < 4; t++) {
                int first = 1000 * t;
                Callable<Boolean> task =
                        () -> {
                            boolean isRight = true;
                            for (int k = first; k < first + 50; k++) {
                                long code = CodeMemory.install("add", Functions.adding(k));
                                isRight &= isAbsent() || run(code, 3, false) == k + 3;
                            }
                            return isRight;
                        };
                results.add(threads.submit(task));
            }
        }
        for (Future<Boolean> result : results) {
            assertThat(result.get()).isTrue();
        }
        assertThat(CodeMemory.installed() - before)
                .isGreaterThanOrEqualTo(isAbsent() ? 0 : 200 * CodePages.PAGE);
    }

    /** Of the lines of /proc/self/maps. */
    private static String protection(List<String> maps, long address) {
        for (String line : maps) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
            if (Long.parseUnsignedLong(range[0], 16) <= address
                    && address < Long.parseUnsignedLong(range[1], 16)) {
                return line.split(" ", -1)[1];
            }
        }
        return "not mapped";
    }

    @Test
    void sealedPagesAreNotWritable() throws IOException {
        long code = CodeMemory.install("add", Functions.adding(2));
        if (isAbsent()) {
            assertThat(code).isEqualTo(CodeMemory.NONE);
            return;
        }
        List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
        assertThat(protection(maps, code)).isEqualTo("r-xp");
        assertThat(protection(maps, CodeMemory.state().start())).isEqualTo("r-xp");
        // The page for the next piece.
        assertThat(protection(maps, code + CodePages.PAGE)).doesNotContain("x");
    }

    /** Pages that the test makes, and that are never run. */
    private static final class FakeMemory implements CodePages.Memory {
        final Arena arena;
        boolean mayMap = true;
        boolean maySeal = true;
        final List<Long> mapped = new ArrayList<>();
        final List<Long> sealed = new ArrayList<>();

        FakeMemory(Arena arena) {
            this.arena = arena;
        }

        @Override
        public long map(long bytes) {
            if (!mayMap) {
                return CodePages.NONE;
            }
            mapped.add(bytes);
            return arena.allocate(bytes, CodePages.PAGE).address();
        }

        @Override
        public boolean seal(long address, long bytes) {
            if (maySeal) {
                for (long at = address; at < address + bytes; at += CodePages.PAGE) {
                    assertThat(sealed).doesNotContain(at);
                    sealed.add(at);
                }
            }
            return maySeal;
        }
    }

    @Test
    void piecesDoNotShareAPage() {
        try (Arena arena = Arena.ofConfined()) {
            FakeMemory memory = new FakeMemory(arena);
            CodePages pages = new CodePages(memory, 1 << 22);
            int[] lengths = {1, 4096, 4097, 100, 3 * 4096, (1 << 20) + 1, 8};
            for (int length : lengths) {
                byte[] code = new byte[length];
                code[length - 1] = 42;
                long at = pages.install(code);
                assertThat(at % CodePages.PAGE).isZero();
                MemorySegment copy = MemorySegment.ofAddress(at).reinterpret(length);
                assertThat(copy.mismatch(MemorySegment.ofArray(code))).isEqualTo(-1);
            }
            assertThat(memory.sealed).hasSize(1 + 1 + 2 + 1 + 3 + 257 + 1);
            assertThat(memory.mapped).containsExactly(1L << 20, 257L << 12, 1L << 20);
            assertThat(pages.installed()).isEqualTo(266L << 12);
        }
    }

    @Test
    void nothingIsInstalledBeyondTheBound() {
        try (Arena arena = Arena.ofConfined()) {
            CodePages pages = new CodePages(new FakeMemory(arena), 3 * CodePages.PAGE);
            assertThat(pages.install(new byte[4 * 4096])).isEqualTo(CodePages.NONE);
            assertThat(pages.install(new byte[2 * 4096])).isNotEqualTo(CodePages.NONE);
            assertThat(pages.install(new byte[4097])).isEqualTo(CodePages.NONE);
            assertThat(pages.install(new byte[1])).isNotEqualTo(CodePages.NONE);
            assertThat(pages.install(new byte[1])).isEqualTo(CodePages.NONE);
            assertThat(pages.install(new byte[0])).isEqualTo(CodePages.NONE);
            assertThat(pages.installed()).isEqualTo(3 * CodePages.PAGE);
        }
    }

    @Test
    void memoryThatIsRefusedGivesNoCode() {
        try (Arena arena = Arena.ofConfined()) {
            FakeMemory memory = new FakeMemory(arena);
            CodePages pages = new CodePages(memory, 1 << 22);
            memory.mayMap = false;
            assertThat(pages.install(new byte[8])).isEqualTo(CodePages.NONE);
            assertThat(CodeMemory.State.probe(pages).unavailable()).contains("does not allow");
            memory.mayMap = true;
            memory.maySeal = false;
            assertThat(pages.install(new byte[8])).isEqualTo(CodePages.NONE);
            assertThat(CodeMemory.State.probe(pages).unavailable()).contains("does not allow");
            assertThat(pages.installed()).isZero();
            // The system may allow it later, as when it had too many mappings.
            memory.maySeal = true;
            assertThat(pages.install(new byte[8])).isNotEqualTo(CodePages.NONE);
        }
    }

    /** In a process whose filter of system calls refuses to make memory executable. */
    @Test
    void aSystemThatForbidsCodeIsSaidTo() throws Exception {
        ChildJvm.Result child = ChildJvm.running(ForbiddenCodeMain.class).run();
        assertThat(child.err()).isEmpty();
        assertThat(child.out())
                .contains(IS_LINUX_ON_X86 ? "the system does not allow" : "Linux on x86-64 alone")
                .endsWith("installed 0");
    }

    @Test
    void withoutNativeAccessThereIsNone() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(ForbiddenCodeMain.class).withoutNativeAccess().run("plain");
        assertThat(child.out())
                .contains(IS_LINUX_ON_X86 ? "cannot be called" : "Linux on x86-64 alone")
                .endsWith("installed 0");
    }

    @Test
    void namesAreWrittenForPerf() throws Exception {
        ChildJvm.Running child =
                ChildJvm.running(ForbiddenCodeMain.class)
                        .with("-D" + PerfMap.PROPERTY + "=true")
                        .start("plain");
        Path map = Path.of("/tmp", "perf-" + child.process().pid() + ".map");
        try {
            ChildJvm.Result result = child.await();
            assertThat(result.exit()).isZero();
            if (!IS_LINUX_ON_X86) {
                assertThat(map).doesNotExist();
                return;
            }
            String address = result.out().lines().findFirst().orElseThrow().split(" ", -1)[1];
            assertThat(Files.readAllLines(map)).contains(address + " c add_one");
        } finally {
            Files.deleteIfExists(map);
        }
    }
}
