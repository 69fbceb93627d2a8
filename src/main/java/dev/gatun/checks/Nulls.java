package dev.gatun.checks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses null by the method that was called and the parameter it was given for: {@code matmul:
 * other is null}. The exception is built apart from the check, which costs a call nothing.
 */
public final class Nulls {
    private Nulls() {}

    /** What null is refused with. */
    public static NullPointerException refusal(String method, String parameter) {
        return new NullPointerException(method + ": " + parameter + " is null");
    }

    /**
     * The value itself.
     *
     * @throws NullPointerException if it is null
     */
    public static <T> T refuse(String method, String parameter, T value) {
        if (value == null) {
            throw refusal(method, parameter);
        }
        return value;
    }

    /**
     * A copy of an array, of which no element is null.
     *
     * @param element what a message calls one: {@code tensor 1}
     */
    public static <T> T[] copy(String method, String parameter, String element, T[] values) {
        return elements(method, element, refuse(method, parameter, values).clone());
    }

    /**
     * A copy of a list, of which no element is null, that cannot be changed.
     *
     * @param element what a message calls one: {@code shape 1}
     */
    @SuppressWarnings("unchecked") // an array that nobody else has seen
    public static <T> List<T> copy(
            String method, String parameter, String element, List<? extends T> values) {
        Object[] copy = refuse(method, parameter, values).toArray();
        return (List<T>) List.of(elements(method, element, copy));
    }

    /**
     * A copy of a map, in its order, of which no value is null.
     *
     * @param element what a message calls a value: {@code value 'w'}
     */
    public static <K, V> Map<K, V> copy(
            String method, String parameter, String element, Map<K, ? extends V> values) {
        Map<K, V> copy = new LinkedHashMap<>(refuse(method, parameter, values));
        copy.forEach((key, value) -> refuse(method, element + " '" + key + "'", value));
        return copy;
    }

    private static <T> T[] elements(String method, String element, T[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw refusal(method, element + " " + i);
            }
        }
        return values;
    }
}
