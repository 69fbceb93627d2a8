/**
 * Machine code of our own: memory that it is put into, and calls of it.
 *
 * <p>Code is copied into pages that are writable and not executable; then they are sealed, readable
 * and executable, and never become writable again. A function takes the address of a block of
 * arguments in the first register of the calling convention of System V (rdi), and returns nothing:
 *
 * {@snippet :
 * if (CodeMemory.unavailable() == null) {
 *     long code = CodeMemory.install("increment", new byte[] {
 *         (byte) 0xf3, 0x0f, 0x1e, (byte) 0xfa, // endbr64
 *         0x48, (byte) 0xff, 0x07, // inc qword ptr [rdi]
 *         (byte) 0xc3, // ret
 *     });
 *     CodeCall.run(block.address(), code);
 * }
 * }
 *
 * <p>Exported to the library alone: whoever can install code can do anything in this process.
 * Nothing here checks what code does. Linux on x86-64; elsewhere {@code unavailable} says so.
 */
@NullMarked
package dev.gatun.openblas.code;

import org.jspecify.annotations.NullMarked;
