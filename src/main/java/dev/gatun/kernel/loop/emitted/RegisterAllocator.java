package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which value is in which register while a straight piece of code is written (linear scan). A
 * register is free again after the last use of its value; where none is free, the value whose next
 * use is farthest gives way (Belady's rule), to the block of the call if it stands nowhere else.
 *
 * <p>A value that is kept has a place for the whole function: a register, or room in the block.
 * Constants stand behind the code, and in a register while one is free.
 */
final class RegisterAllocator {
    static final int NONE = -1;

    /** The mask of the elements that are left at the end of a row (AVX-512). */
    static final int TAIL = 1;

    private static final int FREE = -1;
    private static final int TAKEN = -2;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Assembler code;
    private final ValueTable table;
    private final BlockLayout block;
    private final BlockLayout.Constants constants;
    private final boolean isShort;

    /** By value: its register, its room in the block. */
    private final int[] registers;

    private final int[] rooms;

    /** By value: whether its room holds it; whether it has its place for the whole function. */
    private final boolean[] isInRoom;

    private final boolean[] isKept;

    /** By value: whether its room is one of a row of a group. */
    private final boolean[] isOfRow;

    /** By value: whether a register holds it beside its room. */
    private final boolean[] isHeld;

    /** By register: its value, or that it is free or taken for something else. */
    private final int[] vectors;

    private final int[] masks = new int[8];
    private int pinnedVectors;
    private int pinnedMasks;

    private int[] freeRooms = new int[16];
    private int freeRoomCount;

    /** By value: the position of its next use. By position and operand: the next use after it. */
    private final int[] next;

    private int[] nextAfter = {};
    private int[] order = {};
    private int position;

    RegisterAllocator(Assembler code, ValueTable table, BlockLayout block) {
        this.code = code;
        this.table = table;
        this.block = block;
        this.constants = new BlockLayout.Constants(code, table);
        this.isShort = table.lane().bytes() == Integer.BYTES;
        int size = table.size();
        registers = new int[size];
        rooms = new int[size];
        isInRoom = new boolean[size];
        isKept = new boolean[size];
        isOfRow = new boolean[size];
        isHeld = new boolean[size];
        next = new int[size];
        vectors = new int[code.isWide() ? 32 : 16];
        Arrays.fill(registers, NONE);
        Arrays.fill(rooms, NONE);
        Arrays.fill(vectors, FREE);
        Arrays.fill(masks, FREE);
        masks[0] = TAKEN;
        masks[TAIL] = TAKEN;
    }

    /** How many vector registers are free. */
    int free() {
        int count = 0;
        for (int owner : vectors) {
            count += owner == FREE ? 1 : 0;
        }
        return count;
    }

    /** Takes the highest free vector register for the whole function. */
    int reserve() {
        for (int r = vectors.length - 1; r >= 0; r--) {
            if (vectors[r] == FREE) {
                vectors[r] = TAKEN;
                return r;
            }
        }
        throw new AssertionError("no register");
    }

    /** Takes a vector register for the whole function. */
    void reserve(int register) {
        assert vectors[register] == FREE : register;
        vectors[register] = TAKEN;
    }

    /** The value has this register for the whole function, or until it is given another. */
    void keepIn(int value, int register) {
        assert vectors[register] == TAKEN;
        isKept[value] = true;
        registers[value] = register;
    }

    /** The value has room in the block for the whole function. */
    void keepInBlock(int value) {
        isKept[value] = true;
        rooms[value] = block.reserve();
    }

    /** The value has room among those of each row of a group. */
    void keepOfRow(int value, int number) {
        isKept[value] = true;
        isOfRow[value] = true;
        rooms[value] = number;
    }

    /** A register that is taken has what stands in the value's room, until it is released. */
    void hold(int value, int register) {
        assert vectors[register] == TAKEN && isInRoom[value] && registers[value] == NONE : value;
        isHeld[value] = true;
        registers[value] = register;
    }

    /** The value is in its room alone. */
    void release(int value) {
        isHeld[value] = false;
        registers[value] = NONE;
    }

    private Address room(int value) {
        return isOfRow[value]
                ? BlockLayout.ofRow(OperandPointers.ROW_VALUES, rooms[value])
                : block.room(rooms[value]);
    }

    /** Puts what a register holds for the moment where the value is kept. */
    void put(int value, int from) {
        assert isKept[value];
        isInRoom[value] = rooms[value] != NONE;
        if (isInRoom[value]) {
            code.vector(Instruction.VMOVUPS_STORE, from, 0, room(value));
        } else {
            code.vector(Instruction.VMOVAPS, registers[value], 0, from);
        }
    }

    /** Whether a value's register is one of the masks. */
    boolean isMaskRegister(int value) {
        return code.isWide() && table.isMask(value);
    }

    // Straight code.

    /** Begins a piece of code that computes values in an order, and then uses results. */
    void begin(int[] order, int... results) {
        this.order = order;
        position = 0;
        dropCopies();
        Arrays.fill(next, NEVER);
        nextAfter = new int[3 * order.length + results.length];
        for (int k = results.length - 1; k >= 0; k--) {
            nextAfter[3 * order.length + k] = next[results[k]];
            next[results[k]] = order.length + k;
        }
        for (int p = order.length - 1; p >= 0; p--) {
            for (int k = table.primitive(order[p]).operands() - 1; k >= 0; k--) {
                int operand = table.operand(order[p], k);
                nextAfter[3 * p + k] = next[operand];
                next[operand] = p;
            }
        }
    }

    /** Registers that hold something for the moment hold nothing. */
    private void dropCopies() {
        for (int r = 0; r < vectors.length; r++) {
            drop(vectors, r);
        }
        for (int r = 0; r < masks.length; r++) {
            drop(masks, r);
        }
        pinnedVectors = 0;
        pinnedMasks = 0;
    }

    private void drop(int[] owners, int register) {
        int value = owners[register];
        if (value >= 0) {
            registers[value] = NONE;
            owners[register] = FREE;
            if (!isKept[value]) {
                freeRoom(value);
            }
        }
    }

    /** Whether the value is not used after this step, and its register may be written. */
    boolean isLast(int value) {
        return isIn(value) && !hasFixedRegister(value) && nextUse(value) == NEVER;
    }

    private boolean hasFixedRegister(int value) {
        return isHeld[value] || (isKept[value] && rooms[value] == NONE);
    }

    /** The next use after this position. */
    private int nextUse(int value) {
        int use = next[value];
        if (use != position) {
            return use;
        }
        if (position >= order.length) {
            return nextAfter[3 * order.length + position - order.length];
        }
        int step = order[position];
        for (int k = table.primitive(step).operands() - 1; k >= 0; k--) {
            if (table.operand(step, k) == value) {
                return nextAfter[3 * position + k];
            }
        }
        throw new AssertionError(value);
    }

    /** Whether the value is in a register. */
    boolean isIn(int value) {
        return registers[value] != NONE;
    }

    /** A register that holds the value, and keeps it during this step. */
    int in(int value) {
        if (registers[value] == NONE) {
            int register = take(value);
            load(value, register);
        }
        pin(value);
        return registers[value];
    }

    /** Keeps the value where it is during this step. */
    private void pin(int value) {
        if (isMaskRegister(value)) {
            pinnedMasks |= 1 << registers[value];
        } else {
            pinnedVectors |= 1 << registers[value];
        }
    }

    /**
     * The value in memory, where an instruction takes it from there; null if it is in a register.
     */
    @Nullable Address memory(int value) {
        if (isIn(value)) {
            pin(value);
            return null;
        }
        return table.isInPool(value) ? constants.of(value) : room(value);
    }

    /** Writes a value into a register: a constant, or from its room. */
    void load(int value, int register) {
        if (table.isConstant(value)) {
            broadcast(table.number(value), register);
        } else if (table.isInPool(value)) {
            code.vector(Instruction.VMOVUPS, register, 0, constants.of(value));
        } else if (isMaskRegister(value)) {
            assert isInRoom[value] : value;
            mask(Instruction.KMOVW_LOAD, register, room(value));
        } else {
            assert isInRoom[value] : value;
            code.vector(Instruction.VMOVUPS, register, 0, room(value));
        }
    }

    /** The bits in every lane. */
    void broadcast(long bits, int register) {
        if (bits == 0) {
            code.vector(Instruction.VXORPS, register, register, register);
            return;
        }
        Instruction form = isShort ? Instruction.VBROADCASTSS : Instruction.VBROADCASTSD;
        code.vector(form, register, 0, code.constant(bits, table.lane().bytes(), false));
    }

    private void mask(Instruction form, int register, Address memory) {
        code.vector(form, 0, register, 0, 0, memory, 0, 0, false);
    }

    /** The register that this step's result goes to. Operands that end here may be in it. */
    int define(int value) {
        isInRoom[value] = false;
        if (hasFixedRegister(value)) {
            return registers[value];
        }
        int register = take(value);
        pin(value);
        return register;
    }

    /** The result is in a register that an operand leaves to it. */
    void define(int value, int register) {
        assert !isKept[value];
        isInRoom[value] = false;
        registers[value] = register;
        vectors[register] = value;
        pin(value);
    }

    /** Whether a result may take the register of an operand. */
    boolean mayInherit(int value) {
        return !isKept[value];
    }

    /** Takes the register from a value that ends here. */
    int inherit(int value) {
        int register = registers[value];
        registers[value] = NONE;
        vectors[register] = TAKEN;
        return register;
    }

    /**
     * Frees the registers of operands that end with this step. Their rooms, from which its
     * instruction may read, are free at its end: what gives way to the result would be stored there
     * before.
     */
    void endOperands() {
        int step = order[position];
        for (int k = 0; k < table.primitive(step).operands(); k++) {
            endRegister(table.operand(step, k));
        }
    }

    private void endRegister(int value) {
        if (nextUse(value) == NEVER && isIn(value) && !hasFixedRegister(value)) {
            free(value);
        }
    }

    private void endRoom(int value) {
        if (next[value] == NEVER && !isKept[value]) {
            freeRoom(value);
        }
    }

    private void free(int value) {
        int register = registers[value];
        registers[value] = NONE;
        if (isMaskRegister(value)) {
            masks[register] = FREE;
            pinnedMasks &= ~(1 << register);
        } else {
            vectors[register] = FREE;
            pinnedVectors &= ~(1 << register);
        }
    }

    private void freeRoom(int value) {
        if (rooms[value] != NONE) {
            if (freeRoomCount == freeRooms.length) {
                freeRooms = Arrays.copyOf(freeRooms, 2 * freeRoomCount);
            }
            freeRooms[freeRoomCount++] = rooms[value];
            rooms[value] = NONE;
            isInRoom[value] = false;
        }
    }

    /** Ends a step: its result is where it belongs. */
    void endStep() {
        int step = order[position];
        for (int k = 0; k < table.primitive(step).operands(); k++) {
            int operand = table.operand(step, k);
            next[operand] = nextAfter[3 * position + k];
            endRoom(operand);
        }
        if (isKept[step] && rooms[step] != NONE) {
            store(step);
            free(step);
        }
        pinnedVectors = 0;
        pinnedMasks = 0;
        position++;
    }

    /** Ends the use of a result, of which there are as many positions behind the steps. */
    void endResult(int value) {
        endRegister(value);
        next[value] = nextAfter[3 * order.length + position - order.length];
        endRoom(value);
        pinnedVectors = 0;
        pinnedMasks = 0;
        position++;
    }

    /** A vector register for the moment, to be given back. */
    int scratch() {
        int register = takeFrom(vectors, pinnedVectors);
        vectors[register] = TAKEN;
        return register;
    }

    /** Gives back a register. */
    void giveBack(int scratch) {
        vectors[scratch] = FREE;
    }

    /** A mask register for the moment, to be given back. */
    int scratchMask() {
        int register = takeFrom(masks, pinnedMasks);
        masks[register] = TAKEN;
        return register;
    }

    /** Gives back a mask register. */
    void giveBackMask(int scratch) {
        masks[scratch] = FREE;
    }

    private int take(int value) {
        boolean isMask = isMaskRegister(value);
        int[] owners = isMask ? masks : vectors;
        int register = takeFrom(owners, isMask ? pinnedMasks : pinnedVectors);
        owners[register] = value;
        registers[value] = register;
        return register;
    }

    private int takeFrom(int[] owners, int pinned) {
        int farthest = NONE;
        for (int r = 0; r < owners.length; r++) {
            if (owners[r] == FREE) {
                return r;
            }
            // What this step reads stays, read already or not.
            boolean canGive =
                    owners[r] >= 0 && (pinned & 1 << r) == 0 && next[owners[r]] != position;
            if (canGive && (farthest == NONE || gain(owners[r]) > gain(owners[farthest]))) {
                farthest = r;
            }
        }
        if (farthest == NONE) {
            throw new AssertionError("no register can give way");
        }
        int value = owners[farthest];
        if (!table.isInPool(value) && !isInRoom[value] && nextUse(value) != NEVER) {
            store(value);
        }
        registers[value] = NONE;
        owners[farthest] = FREE;
        return farthest;
    }

    /**
     * How far away the next use is; of what stands elsewhere, farther than of what must be stored.
     */
    private long gain(int value) {
        return 2L * nextUse(value) + (table.isInPool(value) || isInRoom[value] ? 1 : 0);
    }

    private void store(int value) {
        if (rooms[value] == NONE) {
            rooms[value] = freeRoomCount > 0 ? freeRooms[--freeRoomCount] : block.reserve();
        }
        isInRoom[value] = true;
        Address room = room(value);
        if (isMaskRegister(value)) {
            mask(Instruction.KMOVW_STORE, registers[value], room);
        } else {
            code.vector(Instruction.VMOVUPS_STORE, registers[value], 0, room);
        }
    }
}
