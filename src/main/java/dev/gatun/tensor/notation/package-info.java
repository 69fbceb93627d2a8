/**
 * Text that names the axes of tensors: equations of {@code einsum} and patterns of {@code
 * rearrange}. It is parsed once and kept, and carried out by methods of tensors, so that gradients
 * follow. Not exported. The methods of tensors use it.
 */
@NullMarked
package dev.gatun.tensor.notation;

import org.jspecify.annotations.NullMarked;
