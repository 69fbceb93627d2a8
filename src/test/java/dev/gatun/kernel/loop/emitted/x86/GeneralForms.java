package dev.gatun.kernel.loop.emitted.x86;

/** Writes the general instructions with every register, and jumps both ways. */
final class GeneralForms {
    private GeneralForms() {}

    static void write(Assembler to) {
        to.begin();
        for (int r = 0; r < 16; r++) {
            registers(to, r);
            addresses(to, r);
        }
        jumps(to);
        to.clearUpper();
        to.fence();
        to.align();
        to.end();
    }

    private static void registers(Assembler to, int r) {
        int other = (5 * r + 3) % 16;
        to.move(r, other);
        to.set(r, 0x1234);
        to.set(r, -2);
        to.set(r, 0x123456789abcdefL);
        to.zero(r);
        to.ones(r);
        to.shiftLeft(r, 2);
        to.shiftRight(r, 4);
        to.push(r);
        to.pop(r);
        for (GeneralOperation operation : GeneralOperation.values()) {
            to.general(operation, r, other);
            to.immediate(operation, r, 16);
            to.immediate(operation, r, 0x1234);
        }
    }

    private static void addresses(Assembler to, int r) {
        int index = r == GeneralRegister.RSP ? GeneralRegister.RBX : r;
        Address constant = to.constant(r, Long.BYTES, false);
        for (int displacement : new int[] {0, 8, -8, 0x1234}) {
            Address plain = Address.of((3 * r + 1) % 16, displacement);
            Address indexed = Address.of((7 * r + 2) % 16, index, 1 << r % 4, displacement);
            for (Address at : new Address[] {plain, indexed, constant}) {
                to.load(r, at);
                to.address(r, at);
                to.multiply(r, at);
                for (GeneralOperation operation : GeneralOperation.values()) {
                    to.general(operation, r, at);
                }
            }
            to.store(plain, r);
            to.store(indexed, r);
            to.prefetch(plain);
            to.prefetch(indexed);
            to.prefetchToWrite(plain);
            to.prefetchToWrite(indexed);
            to.saveControl(plain);
            to.loadControl(plain);
            to.loadControl(constant);
        }
    }

    private static void jumps(Assembler to) {
        Label back = new Label();
        Label forth = new Label();
        to.bind(back);
        for (Condition condition : Condition.values()) {
            to.jump(condition, back);
            to.jump(condition, forth);
        }
        to.jump(back);
        to.jump(forth);
        to.call(back);
        to.call(forth);
        to.bind(forth);
    }
}
