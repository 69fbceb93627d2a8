package dev.gatun.openblas;

import static dev.gatun.openblas.Diagonal.NON_UNIT;
import static dev.gatun.openblas.Order.COLUMN_MAJOR;
import static dev.gatun.openblas.Order.ROW_MAJOR;
import static dev.gatun.openblas.Side.LEFT;
import static dev.gatun.openblas.Transpose.NO;
import static dev.gatun.openblas.Transpose.YES;
import static dev.gatun.openblas.Triangle.UPPER;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the face says when it refuses: every kind of message, word for word. */
@SuppressWarnings("NullAway") // null is one of the things refused
class RefusalsTest {
    private static final Arena ARENA = Arena.global();
    private static final MemorySegment A = ARENA.allocate(4 * 6, 64);
    private static final MemorySegment B = ARENA.allocate(4 * 12, 64);
    private static final MemorySegment C = ARENA.allocate(4 * 8, 64);

    /** 2 x 3 by 3 x 4, row by row, but for what differs. */
    private static void product(
            long m, long n, long k, MemorySegment a, long lda, MemorySegment b, MemorySegment c) {
        Blas.sgemm(ROW_MAJOR, NO, NO, m, n, k, 1, a, lda, b, 4, 0, c, 4);
    }

    private static void product(MemorySegment a, MemorySegment b, MemorySegment c) {
        product(2, 4, 3, a, 3, b, c);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        () -> product(-1, 4, 3, A, 3, B, C),
                        "sgemm: m is -1; sizes go from 0 to 2147483647"),
                row(
                        () -> product(2, 1L << 31, 3, A, 3, B, C),
                        "sgemm: n is 2147483648; sizes go from 0 to 2147483647"),
                row(
                        () -> product(2, 4, 3, A, 2, B, C),
                        "sgemm: lda is 2; a is stored as 2 lines of 3 elements and needs at least 3"),
                row(
                        () -> product(2, 4, 3, A, 1L << 31, B, C),
                        "sgemm: lda is 2147483648; strides go up to 2147483647"),
                row(
                        () -> product(2, 4, 3, A, 4, B, C),
                        "sgemm: a has 6 elements; a is stored as 2 lines of 3 elements, 4 apart, and"
                                + " needs 7"),
                row(
                        () -> Blas.sgemm(ROW_MAJOR, YES, NO, 2, 4, 3, 1, A, 1, B, 4, 0, C, 4),
                        "sgemm: lda is 1; a is stored as 3 lines of 2 elements and needs at least 2"),
                row(
                        () -> Blas.sgemm(COLUMN_MAJOR, NO, NO, 2, 4, 3, 1, A, 2, B, 2, 0, C, 2),
                        "sgemm: ldb is 2; b is stored as 4 lines of 3 elements and needs at least 3"),
                row(() -> product(A, B, null), "sgemm: c is null"),
                row(
                        () -> Blas.sgemm(null, NO, NO, 2, 4, 3, 1, A, 3, B, 4, 0, C, 4),
                        "sgemm: order is null"),
                row(
                        () -> product(MemorySegment.ofArray(new float[6]), B, C),
                        "sgemm: a is a heap segment; off-heap memory is needed, or the overload that"
                                + " takes arrays"),
                row(
                        () -> product(A, B, C.asReadOnly()),
                        "sgemm: c is read-only; the routine writes to it"),
                row(
                        () -> product(A, B, B.asSlice(16)),
                        "sgemm: c overlaps b; an output must not share elements with another"
                                + " operand"),
                row(
                        () ->
                                Blas.dgemm(
                                        ROW_MAJOR,
                                        NO,
                                        NO,
                                        1,
                                        1,
                                        1,
                                        1,
                                        A,
                                        1,
                                        B,
                                        1,
                                        0,
                                        C.asSlice(4),
                                        1),
                        "dgemm: c starts at 0x%x; a multiple of 8 is needed"
                                .formatted(C.address() + 4)),
                row(
                        () ->
                                Blas.sgemm(
                                        ROW_MAJOR,
                                        NO,
                                        NO,
                                        1,
                                        1,
                                        1,
                                        1,
                                        new float[1],
                                        2,
                                        1,
                                        new float[1],
                                        0,
                                        1,
                                        0,
                                        new float[1],
                                        0,
                                        1),
                        "sgemm: aOffset is 2; a has a length of 1"),
                row(() -> Blas.sdot(3, A, 0, B, 1), "sdot: incx is 0; it must be other than 0"),
                row(
                        () -> Blas.sdot(4, A, 2, B, 1),
                        "sdot: x has 6 elements; 4 of them, 2 apart, need 7"),
                row(() -> Blas.sscal(1, 2, A, -1), "sscal: incx is -1; it must be positive"),
                row(
                        () -> Blas.strsm(ROW_MAJOR, LEFT, UPPER, NO, NON_UNIT, 2, 2, 1, A, 2, A, 2),
                        "strsm: b overlaps a; an output must not share elements with another"
                                + " operand"));
    }

    private static Arguments row(ThrowingCallable call, String message) {
        return arguments(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void saysWhatIsWrongAndWhatIsNeeded(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }

    @Test
    void saysThatTheScopeIsClosed() {
        MemorySegment freed;
        try (Arena arena = Arena.ofConfined()) {
            freed = arena.allocate(4 * 6, 64);
        }
        assertThatThrownBy(() -> product(freed, B, C))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sgemm: a is in a scope that is closed");
    }

    @Test
    void saysThatTheMemoryIsAnotherThreads() throws InterruptedException {
        MemorySegment[] theirs = new MemorySegment[1];
        Thread owner = Thread.ofPlatform().start(() -> theirs[0] = Arena.ofConfined().allocate(24));
        owner.join();
        assertThatThrownBy(() -> product(theirs[0], B, C))
                .isInstanceOf(WrongThreadException.class)
                .hasMessage(
                        "sgemm: a is confined to another thread than this, "
                                + Thread.currentThread());
    }
}
