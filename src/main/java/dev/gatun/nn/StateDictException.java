package dev.gatun.nn;

import java.util.List;

/**
 * A state that does not fit a module, {@link Module#loadStateDict}: lists every name that is
 * missing, is not the module's, has another shape, or whose memory is freed. Nothing has been
 * loaded.
 */
public final class StateDictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private StateDictException(String message) {
        super(message);
    }

    static StateDictException of(
            String module,
            List<String> missing,
            List<String> unexpected,
            List<String> misshapen,
            List<String> freed) {
        StringBuilder text = new StringBuilder("loadStateDict: the state does not fit " + module);
        lines(text, "missing", missing);
        lines(text, "not of the module", unexpected);
        lines(text, "of another shape", misshapen);
        lines(text, "of a closed scope", freed);
        if (misshapen.isEmpty() && freed.isEmpty()) {
            text.append("\n  loadStateDict(state, false) loads what fits");
        }
        return new StateDictException(text.toString());
    }

    private static void lines(StringBuilder text, String what, List<String> names) {
        if (!names.isEmpty()) {
            text.append("\n  ").append(what).append(": ").append(String.join(", ", names));
        }
    }
}
