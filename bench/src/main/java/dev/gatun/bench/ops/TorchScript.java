package dev.gatun.bench.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * PyTorch's functions that DJL has no call for, by a module in TorchScript whose {@code forward}
 * calls one. The archive that PyTorch loads is written here: a pickled object without attributes,
 * and the text of its class.
 */
final class TorchScript {
    private static final String FOLDER = "module/";

    /** The opcodes of the pickle format, of which this is version 2. */
    private static final String OBJECT =
            "\u0080\2c__torch__\nModule\n)\u0081}X\10\0\0\0training\u0089sb.";

    private static final String NO_CONSTANTS = "\u0080\2).";

    private TorchScript() {}

    /**
     * A module.
     *
     * @param manager owns it
     * @param parameters of {@code forward}, such as {@code "a: Tensor, b: Tensor"}
     * @param result an expression
     */
    static PtSymbolBlock module(NDManager manager, String parameters, String result) {
        String code =
                """
                class Module(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Module,
                    %s) -> Tensor:
                    return %s
                """
                        .formatted(parameters.replace(", ", ",\n    "), result);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
                store(archive, "data.pkl", OBJECT.getBytes(ISO_8859_1));
                store(archive, "code/__torch__.py", code.getBytes(US_ASCII));
                store(archive, "constants.pkl", NO_CONSTANTS.getBytes(ISO_8859_1));
                store(archive, "version", "3\n".getBytes(US_ASCII));
            }
            ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
            return JniUtils.loadModule((PtNDManager) manager, in, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PyTorch maps entries, and wants them as they are. */
    private static void store(ZipOutputStream archive, String name, byte[] bytes)
            throws IOException {
        ZipEntry entry = new ZipEntry(FOLDER + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setCrc(sum.getValue());
        archive.putNextEntry(entry);
        archive.write(bytes);
        archive.closeEntry();
    }
}
