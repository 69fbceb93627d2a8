/**
 * An assembler for x86-64: the vector instructions that loops need, in their AVX-512 form (EVEX)
 * and their AVX2 form (VEX), and the few general ones around them. {@link
 * dev.gatun.kernel.loop.emitted.x86.Instruction} is the table of vector instructions, {@link
 * dev.gatun.kernel.loop.emitted.x86.Assembler} writes code. What is written can be listed; the
 * listing is held against that of objdump by a test, for each form and each register.
 *
 * <p>Called by {@code loop.emitted}; knows nothing of expressions.
 */
@NullMarked
package dev.gatun.kernel.loop.emitted.x86;

import org.jspecify.annotations.NullMarked;
