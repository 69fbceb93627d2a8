package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Loop;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.simd.VectorSupport;
import dev.gatun.memory.internal.Storage;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * The second tier: generates a hidden class with one straight-line SIMD loop for a kernel.
 *
 * <p>Each kernel has a class of its own, so that C2 inlines all calls of the loop and keeps vectors
 * in registers. A generic loop that calls a lambda for each vector is no longer inlined after a few
 * kernels, and allocates a box for each vector.
 */
public final class KernelCompiler {
    /** HotSpot does not compile a method of more bytes ({@code HugeMethodLimit}). */
    private static final int MAX_BYTES = 8000;

    private static final ClassDesc LOOP = ClassDesc.of(Loop.class.getName());
    private static final ClassDesc STORAGE = ClassDesc.of(Storage.class.getName());

    /** A hidden class is in the package of the class that defines it. */
    private static final ClassDesc SELF =
            ClassDesc.of(KernelCompiler.class.getPackageName(), "CompiledLoop");

    private static final int MAX_DIRECT_INPUTS = 2;

    private KernelCompiler() {}

    /**
     * Compiles the loop of a kernel for one access pattern.
     *
     * @throws UnsupportedOperationException if the expression is too long for one method
     */
    public static Loop compile(int inputs, List<Output> outputs, AccessPattern pattern) {
        VectorType type = VectorType.of(pattern.type());
        int lanes = VectorSupport.bits(pattern.type()) / (8 * pattern.type().bytes());
        LoopSchedule schedule =
                new LoopSchedule(
                        inputs, outputs, pattern, VectorSupport.isFmaFused(pattern.type()));
        int operands = inputs + outputs.size();
        MethodTypeDesc signature = LoopWriter.signature(operands, pattern.isRow());
        ClassFile classFile = ClassFile.of();
        byte[] bytes =
                classFile.build(
                        SELF,
                        self -> {
                            self.withSuperclass(LOOP).withFlags(ClassFile.ACC_FINAL);
                            writeConstructor(self);
                            writeGeneralEntry(self, operands, signature, pattern.isRow());
                            if (pattern.isRow()
                                    && outputs.size() == 1
                                    && inputs > 0
                                    && inputs <= MAX_DIRECT_INPUTS) {
                                writeDirectEntry(self, inputs, signature);
                            }
                            self.withMethodBody(
                                    "loop",
                                    signature,
                                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                                    code ->
                                            new LoopWriter(
                                                            code, type, lanes, inputs, outputs,
                                                            pattern, schedule)
                                                    .write());
                        });
        checkLength(classFile.parse(bytes), schedule);
        return instantiate(bytes);
    }

    private static void checkLength(ClassModel compiled, LoopSchedule schedule) {
        for (MethodModel method : compiled.methods()) {
            int length =
                    method.findAttribute(Attributes.code())
                            .map(CodeAttribute::codeLength)
                            .orElse(0);
            if (length > MAX_BYTES) {
                throw new UnsupportedOperationException(
                        "kernel of %d steps: its loop of %d bytes is longer than the %d that the JIT compiles"
                                .formatted(schedule.steps.size(), length, MAX_BYTES));
            }
        }
    }

    private static void writeConstructor(ClassBuilder type) {
        type.withMethodBody(
                "<init>",
                MTD_void,
                ClassFile.ACC_PUBLIC,
                code -> code.aload(0).invokespecial(LOOP, "<init>", MTD_void).return_());
    }

    /** {@link Loop#run(long, int, Storage[], long[], long[], double[])}. */
    private static void writeGeneralEntry(
            ClassBuilder type, int operands, MethodTypeDesc signature, boolean isRow) {
        MethodTypeDesc general =
                MethodTypeDesc.of(
                        CD_void,
                        CD_long,
                        CD_int,
                        STORAGE.arrayType(),
                        CD_long.arrayType(),
                        CD_long.arrayType(),
                        CD_double.arrayType());
        type.withMethodBody(
                "run",
                general,
                ClassFile.ACC_PUBLIC,
                code -> {
                    if (!isRow) {
                        code.lload(1);
                    }
                    code.iload(3);
                    for (int k = 0; k < operands; k++) {
                        code.aload(4).loadConstant(k).aaload();
                        code.aload(5).loadConstant(k).laload();
                        if (!isRow) {
                            code.aload(6).loadConstant(k).laload();
                        }
                    }
                    code.aload(7).invokestatic(SELF, "loop", signature).return_();
                });
    }

    /** The shorter entries of {@link Loop}, for one row and one output. */
    private static void writeDirectEntry(ClassBuilder type, int inputs, MethodTypeDesc signature) {
        List<ClassDesc> parameters = new ArrayList<>(List.of(CD_int));
        for (int k = 0; k <= inputs; k++) {
            parameters.addAll(List.of(STORAGE, CD_long));
        }
        parameters.add(CD_double.arrayType());
        type.withMethodBody(
                "run",
                MethodTypeDesc.of(CD_void, parameters),
                ClassFile.ACC_PUBLIC,
                code -> {
                    code.iload(1);
                    int slot = 2;
                    for (int k = 0; k <= inputs; k++, slot += 3) {
                        code.aload(slot).lload(slot + 1);
                    }
                    code.aload(slot).invokestatic(SELF, "loop", signature).return_();
                });
    }

    private static Loop instantiate(byte[] bytes) {
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (Loop)
                    hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                            .invoke();
        } catch (Throwable impossible) {
            throw new AssertionError("a compiled kernel does not load", impossible);
        }
    }
}
