package dev.gatun.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A user's module without native access tries to reach addresses, uninitialized memory and
 * unchecked segments through the library, which has native access.
 */
class DoorsTest {
    private static final Predicate<String> LIBRARY =
            ModulePathTest.BINDINGS.or(Pattern.compile("src.target.classes").asPredicate());

    private static final String MODULE =
            "module user { requires dev.gatun; requires dev.gatun.openblas; }";

    private static final String MAIN =
            """
            package user;

            import dev.gatun.memory.Scope;
            import dev.gatun.shape.DType;
            import dev.gatun.tensor.Tensor;
            import java.lang.foreign.MemorySegment;
            import java.lang.invoke.MethodHandles;
            import java.lang.reflect.AccessibleObject;
            import java.lang.reflect.Constructor;
            import java.lang.reflect.Field;
            import java.lang.reflect.Method;
            import java.lang.reflect.Modifier;

            public class Main {
                static final String[] CLOSED = {
                    "dev.gatun.memory.internal.Storage", "dev.gatun.memory.internal.NativeAccess",
                    "dev.gatun.memory.internal.AbstractScope", "dev.gatun.memory.internal.ScopeStack",
                    "dev.gatun.memory.internal.ConfinedScope", "dev.gatun.memory.internal.SharedScope",
                    "dev.gatun.memory.internal.BumpAllocator", "dev.gatun.memory.internal.Slab",
                    "dev.gatun.memory.internal.SlabPool", "dev.gatun.memory.internal.SystemMemory",
                    "dev.gatun.memory.internal.Canaries", "dev.gatun.kernel.move.Operand",
                    "dev.gatun.kernel.threads.Workers", "dev.gatun.tensor.internal.Internals",
                    "dev.gatun.tensor.tape.Node", "dev.gatun.openblas.generated.Cblas"
                };
                static final String[] WERE_OPEN = {"dev.gatun.memory.Storage", "dev.gatun.memory.NativeAccess"};
                static int tried;

                public static void main(String[] args) throws Throwable {
                    try {
                        MemorySegment.ofAddress(16).reinterpret(8);
                        System.out.println("OPEN: native access");
                    } catch (IllegalCallerException denied) {
                        tried++;
                    }
                    for (String gone : WERE_OPEN) {
                        try {
                            Class.forName(gone);
                            System.out.println("OPEN: " + gone);
                        } catch (ClassNotFoundException none) {
                            tried++;
                        }
                    }
                    for (String name : CLOSED) {
                        inside(Class.forName(name), null);
                    }
                    try (Scope scope = Scope.open("user"); Scope shared = Scope.shared("shared")) {
                        inside(scope.getClass(), scope);
                        inside(scope.getClass().getSuperclass(), scope);
                        inside(shared.getClass(), shared);
                        Tensor x = Tensor.of(1f, 2f);
                        Field storage = Tensor.class.getDeclaredField("storage");
                        refused(storage, () -> storage.get(x));
                        Method unwritten = Tensor.class.getDeclaredMethod(
                                "unwritten", dev.gatun.shape.Shape.class, DType.class);
                        refused(unwritten, () -> unwritten.invoke(null, x.shape(), DType.F32));
                        for (Method method : Scope.class.getMethods()) {
                            if (method.getReturnType() == MemorySegment.class && method.getName().equals("reserve")) {
                                System.out.println("OPEN: " + method);
                            }
                        }
                    }
                    System.out.println(tried > 200 ? "all shut" : "few tried: " + tried);
                }

                /** Each method, constructor and field of a class, by reflection and by handles. */
                static void inside(Class<?> type, Object of) throws Throwable {
                    for (Method method : type.getDeclaredMethods()) {
                        Object[] none = new Object[method.getParameterCount()];
                        boolean isScopes = of != null && overridesPublic(method);
                        if (!isScopes) {
                            if (of != null || Modifier.isStatic(method.getModifiers())) {
                                refused(method, () -> method.invoke(of, none)); // null reaches no check
                            }
                            shut(method);
                            refused(() -> MethodHandles.lookup().unreflect(method), method);
                        }
                    }
                    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                        refused(constructor, () -> constructor.newInstance(new Object[constructor.getParameterCount()]));
                        refused(() -> MethodHandles.lookup().unreflectConstructor(constructor), constructor);
                    }
                    for (Field field : type.getDeclaredFields()) {
                        if (of != null || Modifier.isStatic(field.getModifiers())) {
                            refused(field, () -> field.get(of));
                        }
                        shut(field);
                        refused(() -> MethodHandles.lookup().unreflectGetter(field), field);
                    }
                    refused(() -> MethodHandles.privateLookupIn(type, MethodHandles.lookup()), type);
                }

                static boolean overridesPublic(Method method) {
                    try {
                        Scope.class.getMethod(method.getName(), method.getParameterTypes());
                        return true;
                    } catch (NoSuchMethodException none) {
                        return false;
                    }
                }

                interface Try { Object call() throws Throwable; }

                static void shut(AccessibleObject member) {
                    if (member.trySetAccessible()) {
                        System.out.println("OPEN: " + member);
                    }
                    tried++;
                }

                static void refused(AccessibleObject member, Try use) throws Throwable {
                    refused(use, member);
                    shut(member);
                }

                static void refused(Try use, Object what) throws Throwable {
                    try {
                        use.call();
                        System.out.println("OPEN: " + what);
                    } catch (IllegalAccessException refused) {
                        tried++;
                    } catch (IllegalArgumentException | NullPointerException
                            | java.lang.reflect.InvocationTargetException | InstantiationException reached) {
                        System.out.println("REACHED: " + what + " " + reached);
                    }
                }
            }
            """;

    @TempDir Path directory;

    private Javac compile(String main) throws Exception {
        Path module = Files.writeString(directory.resolve("module-info.java"), MODULE);
        Path source = Files.writeString(directory.resolve("Main.java"), main);
        return Javac.compile(
                List.of(module, source),
                directory.resolve("classes"),
                "--module-path",
                ModulePathTest.paths(LIBRARY));
    }

    @Test
    void reflectionAndHandlesFindNone() throws Exception {
        Javac compiled = compile(MAIN);
        assertThat(compiled.exit()).as("%s", compiled.said()).isZero();
        ChildJvm.Result result =
                ChildJvm.running("user/user.Main")
                        .withClassPath("")
                        .withoutNativeAccess()
                        .with(
                                "--enable-native-access=dev.gatun,dev.gatun.openblas",
                                "--module-path",
                                directory.resolve("classes")
                                        + File.pathSeparator
                                        + ModulePathTest.paths(LIBRARY))
                        .run();
        assertThat(result.out()).as("%s", result.err()).isEqualTo("all shut");
        assertThat(result.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.gatun.memory.Scope.open().reserve(16);",
                "dev.gatun.memory.Storage storage = null;",
                "dev.gatun.memory.internal.Storage storage = null;",
                "dev.gatun.memory.internal.Storage.reserve(dev.gatun.memory.Scope.open(), 16);",
                "((dev.gatun.memory.internal.AbstractScope) dev.gatun.memory.Scope.open()).outer();",
                "dev.gatun.memory.NativeAccess.rebase(null);",
                "dev.gatun.memory.internal.NativeAccess.rebase(null);",
                "new dev.gatun.memory.Scope() {};",
                "dev.gatun.kernel.move.Operand operand = null;",
                "dev.gatun.tensor.Tensor.ones(2).storage.address();",
                "dev.gatun.openblas.generated.Cblas blas = null;"
            })
    void noneCompilesByName(String door) throws Exception {
        Javac compiled =
                compile(
                        "package user; class Main { void run() throws Exception { "
                                + door
                                + " } }");
        assertThat(compiled.exit()).isNotZero();
        assertThat(compiled.said())
                .containsAnyOf(
                        "is not visible",
                        "cannot find symbol",
                        "is not public",
                        "not allowed",
                        "is sealed",
                        "sealed");
    }
}
