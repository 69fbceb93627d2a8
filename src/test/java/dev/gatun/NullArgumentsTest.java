package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.gatun.PublicApi.Member;
import dev.gatun.expr.Elementwise;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Null, where it is not allowed, is refused at once, by the name of the method and of the
 * parameter: {@code matmul: other is null}. Calls every public method and constructor of both
 * modules, with null for each parameter in turn and for an element of each array, list and map.
 */
@SuppressWarnings("NullAway") // passes null on purpose
class NullArgumentsTest {
    /** Methods that users write and the library calls. */
    private static final Set<String> CALLED_BY_THE_LIBRARY = Set.of("Op.backward");

    /** Methods whose messages name another method, as their Javadoc says. */
    private static final Map<String, String> SPEAKS_AS =
            Map.of("Blas.checkSgemm", "sgemm", "Blas.checkDgemm", "dgemm");

    static Stream<Member> members() {
        return PublicApi.members().stream()
                .filter(member ->
                        Stream.of(member.executable().getParameterTypes())
                                .anyMatch(type -> !type.isPrimitive()))
                .filter(member -> !isWrittenByTheCompiler(member))
                .filter(member -> !isWrittenByUsers(member))
                .flatMap(NullArgumentsTest::implemented);
    }

    /** The elementwise methods as each of the types that implement them has them. */
    private static Stream<Member> implemented(Member member) {
        return member.type().isAssignableFrom(Elementwise.class)
                ? Stream.of(Tensor.class, Expr.class)
                        .map(type -> new Member(type, member.executable()))
                : Stream.of(member);
    }

    /** An enum's valueOf, and what every object has. */
    private static boolean isWrittenByTheCompiler(Member member) {
        String name = member.executable().getName();
        return (member.type().isEnum() && name.equals("valueOf")) || name.equals("equals");
    }

    private static boolean isWrittenByUsers(Member member) {
        boolean isOpen = member.type().isInterface() && !member.type().isSealed();
        return CALLED_BY_THE_LIBRARY.contains(member.name())
                || (isOpen && Modifier.isAbstract(member.executable().getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("members")
    void nullIsRefusedByName(Member member) throws Exception {
        assertThat(faults(member)).isEmpty();
    }

    private static Set<String> faults(Member member) throws Exception {
        Set<String> faults = new TreeSet<>();
        Parameter[] parameters = member.executable().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            AnnotatedType type = parameters[i].getAnnotatedType();
            if (parameters[i].getType().isPrimitive()) {
                continue;
            }
            int at = i;
            if (!isNullable(type)) {
                refuses(faults, member, at, "", arguments -> arguments[at] = null);
            }
            if (hasElements(parameters[i].getType()) && !areElementsNullable(type)) {
                refuses(faults, member, at, " 1", arguments -> withNull(arguments, at));
            }
        }
        return faults;
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static boolean hasElements(Class<?> type) {
        return (type.isArray() && !type.getComponentType().isPrimitive())
                || List.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }

    private static boolean areElementsNullable(AnnotatedType type) {
        return switch (type) {
            case AnnotatedArrayType array -> isNullable(array.getAnnotatedGenericComponentType());
            case AnnotatedParameterizedType generic ->
                    isNullable(generic.getAnnotatedActualTypeArguments()[0]);
            default -> false;
        };
    }

    /** Null for the second element, or the only value of a map. */
    @SuppressWarnings("unchecked")
    private static void withNull(Object[] arguments, int at) {
        switch (arguments[at]) {
            case List<?> list -> list.set(1, null);
            case Map<?, ?> map -> ((Map<Object, Object>) map).replaceAll((_, _) -> null);
            default -> Array.set(arguments[at], 1, null);
        }
    }

    private static void refuses(
            Set<String> faults, Member member, int at, String element, Consumer<Object[]> spoil)
            throws Exception {
        try (Scope _ = Scope.open()) {
            Executable executable = member.executable();
            boolean isOfInstance =
                    executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
            Object self = isOfInstance ? SimpleValues.of(member.type()) : null;
            Object[] arguments = arguments(member);
            String called = calledName(self, arguments);
            Map<Tensor, float[]> before = elements(self, arguments);
            spoil.accept(arguments);
            String what = executable.toGenericString() + ", " + at + element + ": ";
            Throwable thrown = thrownBy(executable, self, arguments);
            if (!(thrown instanceof NullPointerException)) {
                faults.add(what + thrown);
            } else if (!isBy(member, called, at, element, String.valueOf(thrown.getMessage()))) {
                faults.add(what + thrown.getMessage());
            }
            before.forEach((tensor, old) -> {
                if (!Arrays.equals(old, tensor.toFloatArray()) || tensor.requiresGrad()) {
                    faults.add(what + "wrote to a tensor");
                }
            });
        }
    }

    private static Object[] arguments(Member member) {
        boolean isElementwise =
                member.executable().getDeclaringClass().isAssignableFrom(Elementwise.class);
        Object[] arguments =
                Stream.of(member.executable().getGenericParameterTypes())
                        .map(type ->
                                isElementwise && type instanceof TypeVariable<?>
                                        ? SimpleValues.of(member.type())
                                        : SimpleValues.of(type))
                        .toArray();
        if (arguments[0] instanceof ElementwiseFunction) {
            // One that takes as many operands as there are with it, the first being self.
            arguments[0] =
                    Stream.of(ElementwiseFunction.values())
                            .filter(function -> function.arity() == arguments.length)
                            .findFirst()
                            .orElseThrow();
        }
        return arguments;
    }

    /** The name that messages have from the caller, where there is one. */
    private static String calledName(@Nullable Object self, Object... arguments) {
        return switch (self) {
            case Formula formula -> formula.name();
            case Op op -> op.name();
            case null, default ->
                    switch (arguments.length == 0 ? "" : arguments[0]) {
                        case String op -> op;
                        case ElementwiseFunction function -> function.symbol();
                        default -> "";
                    };
        };
    }

    private static Map<Tensor, float[]> elements(@Nullable Object self, Object... arguments) {
        Map<Tensor, float[]> elements = new HashMap<>();
        Stream.concat(Stream.ofNullable(self), Stream.of(arguments))
                .flatMap(each ->
                        each instanceof Object[] array
                                ? Stream.of(array)
                                : each instanceof List<?> list ? list.stream() : Stream.of(each))
                .filter(Tensor.class::isInstance)
                .map(Tensor.class::cast)
                .forEach(tensor -> elements.put(tensor, tensor.toFloatArray()));
        return elements;
    }

    private static Throwable thrownBy(
            Executable executable, @Nullable Object self, Object... arguments) throws Exception {
        executable.setAccessible(true); // the method of a class that is not public itself
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(self, arguments);
            }
            return new AssertionError("taken");
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /** Whether a message names the method and the parameter. */
    private static boolean isBy(
            Member member, String called, int at, String element, String message) {
        Executable executable = member.executable();
        String type = member.type().getSimpleName();
        String method = SPEAKS_AS.getOrDefault(member.name(), executable.getName());
        Set<String> starts =
                executable instanceof Constructor<?>
                        ? Set.of(type)
                        : new TreeSet<>(List.of(method, type + "." + method, called));
        int colon = message.indexOf(": ");
        if (colon < 1 || !starts.contains(message.substring(0, colon))) {
            return false;
        }
        String said = message.substring(colon + 2);
        String name = executable.getParameters()[at].getName();
        if (!element.isEmpty()) {
            // An element of "tensors" is "tensor 1", a map's value is named by its key.
            return said.matches("[a-z]+ (1|'.*') is null");
        }
        int operands = Modifier.isStatic(executable.getModifiers()) ? 0 : 1;
        for (int i = 0; i < at; i++) {
            operands += isOperand(executable.getParameterTypes()[i]) ? 1 : 0;
        }
        String noun = member.type() == Expr.class ? "operand " : "tensor ";
        return said.equals(name + " is null")
                || (isOperand(executable.getParameterTypes()[at])
                        && said.equals(noun + operands + " is null"));
    }

    private static boolean isOperand(Class<?> type) {
        return Set.of(Tensor.class, Expr.class, Elementwise.class).contains(type);
    }

    /** What the walk is there to find. */
    @SuppressWarnings({"unused", "DoNotCallSuggester"}) // called by the walk
    static final class Careless {
        public static int names(String text) {
            return text.length();
        }

        public static void takes(List<Tensor> tensors) {}

        public static void blames(Tensor tensor, String text) {
            throw new NullPointerException("blames: text is null");
        }

        public static void writes(Tensor tensor, String text) {
            tensor.fill_(5);
            throw new NullPointerException("writes: text is null");
        }
    }

    @Test
    void theWalkSeesCarelessMethods() throws Exception {
        assertThat(faults("names")).hasSize(1).allMatch(fault -> fault.contains("String.length()"));
        assertThat(faults("takes")).hasSize(2).allMatch(fault -> fault.contains("taken"));
        assertThat(faults("blames")).hasSize(1).allMatch(fault -> fault.contains(", 0: blames"));
        assertThat(faults("writes")).anyMatch(fault -> fault.contains("wrote to a tensor"));
        assertThat(members().count()).isGreaterThan(300);
    }

    private static Set<String> faults(String careless) throws Exception {
        for (Method method : Careless.class.getDeclaredMethods()) {
            if (method.getName().equals(careless)) {
                return faults(new Member(Careless.class, method));
            }
        }
        throw new AssertionError(careless);
    }

    @Test
    void nullFromAUsersFunctionIsRefusedByName() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(1.0, 2.0).requiresGrad_(true);
            GradCheck check = GradCheck.STANDARD;
            refuses("map: expression 0 is null", () -> Tensor.map(x, _ -> null));
            refuses("map: expression 0 is null", () -> Tensor.map(List.of(x), _ -> null));
            refuses(
                    "checkpoint: the result of the block is null",
                    () -> Gradients.checkpoint(_ -> null, x));
            refuses("first: the result of function is null", () -> check.first(_ -> null, x));
            refuses("second: the result of function is null", () -> check.second(_ -> null, x));
            refuses(
                    "against: the result of reference is null",
                    () -> check.against(in -> in[0], _ -> null, x));
            refuses(
                    "againstSecond: the result of reference is null",
                    () -> check.againstSecond(in -> in[0].exp(), _ -> null, x));
            refuses("keep: the result of copyTo is null", () -> scope.keep(new Lost()));
            refuses(
                    "keep: the result of copyTo is null",
                    () -> scope.keep(Map.of("lost", new Lost())));
            refuses(
                    "Silent: the result of forward is null",
                    () -> new Silent((Tensor[]) null).apply(Tensor.ones(1)));
            Tensor y = new Silent(Tensor.of(1.0)).apply(x).sum();
            refuses("Silent: the result of backward is null", y::backward);
            assertThat(x.grad()).isNull();
        }
    }

    private record Lost() implements Keepable<Lost> {
        @Override
        public Lost copyTo(Scope target) {
            return null;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // what backward gives, as it is
    private record Silent(Tensor @Nullable ... result) implements Op {
        @Override
        public Tensor[] forward(Call call, Tensor... inputs) {
            return result;
        }

        @Override
        public Tensor[] backward(Call call, @Nullable Tensor... upstream) {
            return null;
        }
    }

    private static void refuses(String message, Runnable call) {
        assertThatNullPointerException().isThrownBy(call::run).withMessage(message);
    }
}
