package dev.gatun.kernel.loop.emitted.x86;

/**
 * The general registers, by number; the System V calling convention says which a function keeps.
 */
public final class GeneralRegister {
    public static final int RAX = 0;
    public static final int RCX = 1;
    public static final int RDX = 2;

    /** Kept. */
    public static final int RBX = 3;

    /** The stack. */
    public static final int RSP = 4;

    /** Kept; the frame of the caller, by which stacks are walked: never used here. */
    public static final int RBP = 5;

    public static final int RSI = 6;

    /** The first parameter. */
    public static final int RDI = 7;

    public static final int R8 = 8;
    public static final int R9 = 9;
    public static final int R10 = 10;
    public static final int R11 = 11;

    /** Kept, as all that follow. */
    public static final int R12 = 12;

    public static final int R13 = 13;
    public static final int R14 = 14;
    public static final int R15 = 15;

    private static final String[] NAMES = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};

    private GeneralRegister() {}

    /** Whether a function must leave it as it was. */
    public static boolean isKept(int register) {
        return register == RBX || register == RBP || register >= R12;
    }

    /** Its name, of 64 bits. */
    static String name(int register) {
        return register < 8 ? "r" + NAMES[register] : "r" + register;
    }

    /** Its name, of 32 bits. */
    static String shortName(int register) {
        return register < 8 ? "e" + NAMES[register] : "r" + register + "d";
    }
}
