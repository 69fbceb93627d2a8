package dev.gatun.checks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses null with a message that names the method and the parameter: {@code matmul: other is
 * null}. The exception is made in a method of its own, so that the check is small enough to be
 * inlined.
 */
public final class Nulls {
    private Nulls() {}

    /** The exception for null. */
    public static NullPointerException refusal(String method, String parameter) {
        return new NullPointerException(method + ": " + parameter + " is null");
    }

    /**
     * Returns the value, if it is not null.
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
     * Copies an array and refuses null elements.
     *
     * @param element the name of an element in messages, as in {@code tensor 1}
     */
    public static <T> T[] copy(String method, String parameter, String element, T[] values) {
        return elements(method, element, refuse(method, parameter, values).clone());
    }

    /**
     * Copies a list, refuses null elements, and returns an unmodifiable copy.
     *
     * @param element the name of an element in messages, as in {@code shape 1}
     */
    @SuppressWarnings("unchecked") // a new array
    public static <T> List<T> copy(
            String method, String parameter, String element, List<? extends T> values) {
        Object[] copy = refuse(method, parameter, values).toArray();
        return (List<T>) List.of(elements(method, element, copy));
    }

    /**
     * Copies a map, in its order, and refuses null values.
     *
     * @param element the name of a value in messages, as in {@code value 'w'}
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
