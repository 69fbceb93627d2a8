package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.GeneralRegister;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import java.lang.reflect.Constructor;

/** The classes that write any loop, in the order in which a first one needs them. */
public final class EmitterClasses {
    private EmitterClasses() {}

    /** Loads the classes, and initializes none. */
    public static void load() {
        Class<?>[] classes = {
            KernelEmitter.class,
            StreamingLoop.class,
            EmittedLoop.class,
            InstructionSet.class,
            ExpressionLowering.class,
            Functions.class,
            ValueTable.class,
            Primitive.class,
            Steps.class,
            Exponentials.class,
            Logarithms.class,
            Trigonometry.class,
            InverseTrigonometry.class,
            ErrorFunctions.class,
            Powers.class,
            Remainders.class,
            Steps.Pair.class,
            LoopResult.class,
            LoopEmitter.class,
            Assembler.class,
            LoopPlan.class,
            BlockLayout.class,
            Turn.class,
            RegisterAllocator.class,
            OperandPointers.class,
            StepEmitter.class,
            OperandEmitter.class,
            ResultEmitter.class,
            LoopPlaces.class,
            GeneralRegister.class,
            Address.class,
            Instruction.class,
            Label.class,
            GeneralOperation.class,
            Condition.class,
        };
        for (Class<?> each : classes) {
            // Reading what a class declares links it, which verifies its code.
            Constructor<?>[] _ = each.getDeclaredConstructors();
        }
    }
}
