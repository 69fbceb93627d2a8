package dev.gatun.bench.gemm;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** The report as JSON: {@code machine}, {@code peak} by threads, {@code rows}. */
final class JsonReport {
    private static final Gson GSON =
            new GsonBuilder()
                    .setPrettyPrinting()
                    .serializeNulls()
                    .disableHtmlEscaping()
                    .setFieldNamingPolicy(FieldNamingPolicy.IDENTITY)
                    .create();

    private JsonReport() {}

    /** Every row has all fields; missing numbers are null. */
    static String of(Report report) {
        return GSON.toJson(report) + "\n";
    }
}
