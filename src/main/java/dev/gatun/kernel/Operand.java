package dev.gatun.kernel;

import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * An array as a kernel meets it: nothing is checked any more.
 *
 * @param memory the whole storage, held by the caller for as long as the kernel runs
 * @param layout where the elements stand in it, in elements of the type
 * @param dtype the type of the elements
 */
public record Operand(MemorySegment memory, Layout layout, DType dtype) {}
