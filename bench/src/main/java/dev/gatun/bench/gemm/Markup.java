package dev.gatun.bench.gemm;

/** Text inside SVG and HTML. */
final class Markup {
    private Markup() {}

    /** The text with the characters that markup gives a meaning written out. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
