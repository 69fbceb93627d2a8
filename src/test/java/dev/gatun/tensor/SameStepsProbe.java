package dev.gatun.tensor;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import java.util.ArrayList;
import java.util.List;

/** A program of its own: 50 steps of a GPT block on one to eight threads, compared to the bit. */
final class SameStepsProbe {
    private SameStepsProbe() {}

    public static void main(String[] arguments) {
        List<Object> expected = run(1);
        for (int threads = 2; threads <= 8; threads++) {
            if (!run(threads).equals(expected)) {
                System.out.println("other bits on " + threads + " threads");
            }
        }
        System.out.println("compared " + expected.size() + " numbers");
    }

    /** Every loss and, at the end, every parameter. */
    private static List<Object> run(int threads) {
        Gatun.setThreads(threads);
        List<Object> numbers = new ArrayList<>();
        try (Scope _ = Scope.open("block")) {
            GptBlockSteps block = new GptBlockSteps(4, 64, 128);
            for (int i = 0; i < 50; i++) {
                numbers.add(block.step());
            }
            for (Tensor parameter : block.parameters()) {
                for (float number : parameter.reshape(-1).toFloatArray()) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
