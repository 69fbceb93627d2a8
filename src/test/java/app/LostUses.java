package app;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;

/** A program whose operations on shared scopes never said that they ended; run in its own JVM. */
public final class LostUses {
    private LostUses() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread lost = new Thread(() -> held().acquire("an operation"));
        lost.start();
        lost.join();
        scope.close();
        System.out.println(Ledger.heldBytes());

        Thread.ofVirtual().start(() -> held().acquire("an operation")).join();
        try {
            scope.close();
        } catch (IllegalStateException used) {
            System.out.println(used.getMessage());
        }
    }

    private static Scope scope = Scope.automatic();

    private static Storage held() {
        scope = Scope.shared("weights");
        return Storage.reserve(scope, 8);
    }
}
