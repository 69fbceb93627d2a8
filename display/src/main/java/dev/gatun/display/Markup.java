package dev.gatun.display;

/** Text within SVG and HTML. */
public final class Markup {
    private Markup() {}

    /** The text with markup characters escaped. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
