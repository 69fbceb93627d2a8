package dev.gatun.openblas.loading;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The source of settings: system properties and the environment, or a test's substitutes. */
record Settings(
        Function<String, @Nullable String> properties,
        Function<String, @Nullable String> environment) {

    /** A setting, with its name for messages. */
    record Setting(String name, String value, boolean fromEnvironment) {
        @Override
        public String toString() {
            return fromEnvironment ? name + "=" + value : "-D" + name + "=" + value;
        }
    }

    static Settings ofProcess() {
        return new Settings(System::getProperty, System::getenv);
    }

    /**
     * The property if it is set, else the environment variable, else null; blank counts as unset.
     */
    @Nullable Setting find(String property, String variable) {
        String value = properties.apply(property);
        if (value != null && !value.isBlank()) {
            return new Setting(property, value, false);
        }
        value = environment.apply(variable);
        return value != null && !value.isBlank() ? new Setting(variable, value, true) : null;
    }

    /** A property of the Java runtime. */
    String property(String name, String otherwise) {
        String value = properties.apply(name);
        return value != null ? value : otherwise;
    }

    /**
     * The directory that an environment variable names by an absolute path; relative ones are
     * ignored.
     */
    Path directory(String variable, Path otherwise) {
        String value = environment.apply(variable);
        return value != null && Path.of(value).isAbsolute() ? Path.of(value) : otherwise;
    }
}
