package dev.gatun.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved comes back, the newest intact one; anything else is refused. */
class CheckpointsTest {
    @TempDir Path directory;

    private Scope scope;
    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        scope = Scope.open("checkpoints");
        checkpoints = Checkpoints.in(directory.resolve("run"), 2);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Checkpoint at(long step) {
        return Checkpoint.at(step)
                .with("model", Map.of("w", Tensor.of(1f, 2f).mul(step)))
                .with("rate", 0.1 + step);
    }

    @Test
    void everythingComesBack() throws IOException {
        Generator dice = new Generator(7);
        Tensor w = Tensor.rand(Shape.of(3, 4), DType.F32, dice);
        checkpoints.save(
                Checkpoint.at(12)
                        .with("model", Map.of("fc.weight", w.t(), "bias", Tensor.of(1.0)))
                        .with("optimizer", Map.of("fc.weight", w.to(DType.BF16)))
                        .with("generator", dice.state())
                        .withValues("schedule", Map.of("steps", "3", "rate", "0.5"))
                        .with("position", 99L)
                        .with("rate", 1e-3 / 3)
                        .with("text", "\"\\\n\u00e9"));
        Checkpoint last = checkpoints.newest().orElseThrow();
        assertThat(last.step()).isEqualTo(12);
        assertThat(last.tensors("model")).containsOnlyKeys("fc.weight", "bias");
        Tensor weight = Objects.requireNonNull(last.tensors("model").get("fc.weight"));
        assertThat(weight.equal(w.t())).isTrue();
        Tensor moments = Objects.requireNonNull(last.tensors("optimizer").get("fc.weight"));
        assertThat(moments.dtype()).isEqualTo(DType.BF16);
        assertThat(last.tensors())
                .containsOnlyKeys("model.fc.weight", "model.bias", "optimizer.fc.weight");
        assertThat(last.tensors("none")).isEmpty();
        assertThat(last.longValue("position")).isEqualTo(99);
        assertThat(last.doubleValue("rate")).isEqualTo(1e-3 / 3);
        assertThat(last.value("text")).isEqualTo("\"\\\n\u00e9");
        assertThat(last.values("schedule")).isEqualTo(Map.of("steps", "3", "rate", "0.5"));
        assertThat(last.values())
                .containsOnlyKeys(
                        "generator", "schedule.steps", "schedule.rate", "position", "rate", "text");
        Generator other = new Generator(1);
        other.restore(last.value("generator"));
        assertThat(Tensor.rand(Shape.of(5), DType.F32, other).toFloatArray())
                .isEqualTo(Tensor.rand(Shape.of(5), DType.F32, dice).toFloatArray());
    }

    @Test
    void aCheckpointIsAFileOfSafetensors() throws IOException {
        Path file = checkpoints.save(at(3));
        assertThat(file.getFileName().toString()).isEqualTo("step-000000000003.safetensors");
        try (Safetensors plain = Safetensors.open(file)) {
            assertThat(plain.read("model.w").toFloatArray()).containsExactly(3, 6);
            assertThat(plain.metadata())
                    .containsEntry("gatun.step", "3")
                    .containsEntry("rate", "3.1");
        }
    }

    @Test
    void theNewestAreKept() throws IOException {
        assertThat(checkpoints.newest()).isEmpty();
        assertThat(checkpoints.files()).isEmpty();
        Path left = directory.resolve("run/step-000000000001.safetensors.1f.part");
        Path notes = directory.resolve("run/notes.txt");
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(left, "what a killed process left");
        Files.writeString(notes, "of the user");
        for (long step : new long[] {1, 2, 3, 10}) {
            checkpoints.save(at(step));
        }
        assertThat(checkpoints.files().stream().map(file -> file.getFileName().toString()))
                .containsExactly("step-000000000010.safetensors", "step-000000000003.safetensors");
        assertThat(checkpoints.newest().orElseThrow().step()).isEqualTo(10);
        assertThat(left).doesNotExist();
        assertThat(notes).exists();
        Path early = checkpoints.save(at(0)); // a run that started again
        assertThat(early).exists();
    }

    @Test
    void aCheckpointThatIsTornOrChangedIsPassedOver() throws IOException {
        checkpoints.save(at(1));
        Path newest = checkpoints.save(at(2));
        byte[] good = Files.readAllBytes(newest);
        long before = scope.liveBytes();
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] = (byte) (changed[at] ^ 1 << at % 8);
            Files.write(newest, changed);
            refuses(newest, "");
            Files.write(newest, Arrays.copyOf(good, at));
            refuses(newest, "");
        }
        assertThat(scope.liveBytes()).isEqualTo(before);
        assertThat(checkpoints.newest().orElseThrow().step()).isEqualTo(1);
        Files.write(newest, good);
        assertThat(checkpoints.newest().orElseThrow().step()).isEqualTo(2);
    }

    private static void refuses(Path file, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Checkpoints.load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(message);
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Path file = checkpoints.save(at(2));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);
        refuses(file, "is torn or was changed: its checksum is");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> checkpoints.newest())
                .withMessageContaining("none of 1 checkpoints is intact; the newest: ")
                .withMessageContaining("is torn or was changed");
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        refuses(file, "is cut off");
        Safetensors.write(file, Map.of("w", Tensor.ones(1)));
        refuses(file, "is no checkpoint, but a file of safetensors that something else wrote");
        Files.writeString(file, "hello, this is a text");
        refuses(file, "is no safetensors file");
    }

    @Test
    void aSaveThatFailsLeavesTheOthers() throws IOException {
        checkpoints.save(at(1));
        Tensor gone;
        try (Scope _ = Scope.open("gone")) {
            gone = Tensor.ones(2);
        }
        Checkpoint lost = Checkpoint.at(2).with("model", Map.of("w", gone));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> checkpoints.save(lost));
        assertThat(checkpoints.files()).hasSize(1);
        try (var files = Files.list(directory.resolve("run"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anInterruptedThreadSavesAndLoads() throws IOException {
        Thread.currentThread().interrupt();
        checkpoints.save(at(5));
        long step = checkpoints.newest().orElseThrow().step();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(step).isEqualTo(5);
    }

    @Test
    void whatCannotBeSavedIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoints.in(directory, 0))
                .withMessageContaining("at least one checkpoint must be kept, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.at(-1))
                .withMessageContaining("step -1 is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).with("rate", 2L))
                .withMessage("with: the name 'rate' is taken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).with("gatun.step", 2L))
                .withMessage("with: the name 'gatun.step' is taken by the format");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).with("model", Map.of("w", Tensor.ones(1))))
                .withMessage("with: the checkpoint has a tensor 'model.w'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).value("none"))
                .withMessage("value: the checkpoint has no 'none'; it has [rate]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).longValue("rate"))
                .withMessage("longValue: 'rate' is 1.1, no whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(1).with("name", "x").doubleValue("name"))
                .withMessage("doubleValue: 'name' is x, no number");
    }
}
