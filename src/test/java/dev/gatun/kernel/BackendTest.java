package dev.gatun.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.openblas.OpenBlas;
import dev.gatun.openblas.OpenBlasUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendTest {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> loads = new ArrayList<>();

    private void loadsWell() {
        loads.add("well");
    }

    private void doesNotLoad() {
        loads.add("badly");
        throw new OpenBlasUnavailableException("OpenBLAS could not be loaded. Tried: nothing.");
    }

    @Test
    void leftAloneItIsOpenBlasWhereThatLoads() {
        assertThat(Backend.choose(null, this::loadsWell, warnings::add))
                .isEqualTo(Backend.OPENBLAS);
        assertThat(Backend.choose("  ", this::loadsWell, warnings::add))
                .isEqualTo(Backend.OPENBLAS);
        assertThat(warnings).isEmpty();
    }

    @Test
    void leftAloneItIsJavaWhereOpenBlasDoesNotLoadAndSaysWhyAndWhatToDo() {
        assertThat(Backend.choose(null, this::doesNotLoad, warnings::add)).isEqualTo(Backend.JAVA);
        assertThat(warnings)
                .containsExactly(
                        "Matrix products run in Java, which is slower: OpenBLAS could not be loaded."
                                + " Tried: nothing. To do without OpenBLAS and this warning, set"
                                + " -Dgatun.backend=java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openblas", "OpenBLAS", " openblas "})
    void forcedOpenBlasFailsWhereItDoesNotLoad(String forced) {
        assertThat(Backend.choose(forced, this::loadsWell, warnings::add))
                .isEqualTo(Backend.OPENBLAS);
        assertThatThrownBy(() -> Backend.choose(forced, this::doesNotLoad, warnings::add))
                .isInstanceOf(OpenBlasUnavailableException.class)
                .hasMessageContaining("could not be loaded");
        assertThat(warnings).isEmpty();
    }

    @Test
    void forcedJavaDoesNotEvenTryToLoad() {
        assertThat(Backend.choose("java", this::doesNotLoad, warnings::add))
                .isEqualTo(Backend.JAVA);
        assertThat(loads).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void refusesAnythingElseAndNamesWhatThereIs() {
        assertThatThrownBy(() -> Backend.choose("mkl", this::loadsWell, warnings::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dgatun.backend=mkl: the backends are openblas and java");
        assertThat(loads).isEmpty();
    }

    @Test
    void oneNumberOfThreadsForOpenBlasAndTheLibrary() {
        assertThat(Backend.active()).isEqualTo(Backend.OPENBLAS);
        int before = Threads.count();
        try {
            Threads.setCount(2);
            assertThat(OpenBlas.threads()).isEqualTo(2);
            Threads.setCount(Threads.MOST);
            assertThat(Threads.count()).isEqualTo(Threads.MOST);
            assertThat(OpenBlas.threads()).isEqualTo(OpenBlas.maxThreads());
            Threads.setCount(1);
            assertThat(OpenBlas.threads()).isEqualTo(1);
            for (int threads : new int[] {0, -1, Threads.MOST + 1}) {
                assertThatThrownBy(() -> Threads.setCount(threads))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("threads: %d is not between 1 and 1024", threads);
            }
            assertThat(Threads.count()).isEqualTo(1);
        } finally {
            Threads.setCount(before);
        }
    }

    @Test
    void readsTheThreadsToStartWith() {
        assertThat(Threads.parse("3")).isEqualTo(3);
        for (String text : new String[] {"0", "1025", "-2", "two", "1.5"}) {
            assertThatThrownBy(() -> Threads.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Dgatun.threads=%s: write a number from 1 to 1024", text);
        }
    }
}
