package dev.gatun.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.gatun.GatunInfo;
import dev.gatun.bench.measure.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatun info}: which library, backend and instructions are used on this machine. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description =
                "Says what is active here: versions, library, threads, SIMD, backend, memory.")
final class InfoCommand implements Runnable {
    private static final JsonSerializer<Path> PATH_AS_TEXT =
            (path, type, context) -> new JsonPrimitive(path.toString());

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "as JSON")
    private boolean isJson;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        GatunInfo info = Machine.info();
        if (isJson) {
            out.println(json(info));
        } else {
            out.println("What Gatun uses on this machine, once loaded and before it computes.");
            out.println();
            int cores = Runtime.getRuntime().availableProcessors();
            out.printf("%-10s %s, %d cores%n", "processor", Machine.processorName(), cores);
            out.println(info);
        }
        out.flush();
    }

    private static String json(GatunInfo info) {
        Gson gson =
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .serializeNulls()
                        .registerTypeHierarchyAdapter(Path.class, PATH_AS_TEXT)
                        .create();
        JsonObject all = new JsonObject();
        all.addProperty("processor", Machine.processorName());
        all.addProperty("cores", Runtime.getRuntime().availableProcessors());
        gson.toJsonTree(info).getAsJsonObject().asMap().forEach(all::add);
        if (info.memory().limit() == Long.MAX_VALUE) {
            all.getAsJsonObject("memory").add("limit", JsonNull.INSTANCE);
        }
        return gson.toJson(all);
    }
}
