package dev.gatun.natives.@module@;

import dev.gatun.openblas.natives.NativeLibraries;
import java.io.InputStream;
import java.util.Optional;

/** The files of this jar. */
public final class Libraries implements NativeLibraries {
    @Override
    public String platform() {
        return "@platform@";
    }

    @Override
    public Optional<InputStream> open(String file) {
        String path = "/META-INF/gatun/@platform@/" + file;
        return Optional.ofNullable(Libraries.class.getResourceAsStream(path));
    }
}
