package dev.gatun.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares what both modules export with a reviewed list, {@code exported-memory.txt}: every member
 * that a user can call or override and that takes or returns memory. A change of the list must say
 * why each new member cannot read or write memory that is not its caller's.
 */
class ExportedMemoryTest {
    private static final Predicate<String> LIBRARY =
            ModulePathTest.BINDINGS.or(Pattern.compile("src.target.classes").asPredicate());

    private static final Pattern MEMORY =
            Pattern.compile("java\\.lang\\.foreign|java\\.nio\\.\\w*Buffer|(?i:address|unsafe)");

    private static Set<ModuleReference> modules() {
        Path[] paths =
                Stream.of(ModulePathTest.paths(LIBRARY).split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toArray(Path[]::new);
        return ModuleFinder.of(paths).findAll();
    }

    private static Set<String> exported(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    /** Public and protected members of the public types of exported packages. */
    private static List<Member> members() throws Exception {
        List<Member> members = new ArrayList<>();
        for (ModuleReference module : modules()) {
            Set<String> packages = exported(module.descriptor());
            try (ModuleReader reader = module.open();
                    Stream<String> files = reader.list()) {
                for (String file : files.filter(name -> name.endsWith(".class")).toList()) {
                    int slash = file.lastIndexOf('/');
                    if (slash > 0
                            && packages.contains(file.substring(0, slash).replace('/', '.'))) {
                        String name = file.substring(0, file.length() - 6).replace('/', '.');
                        if (!name.endsWith("-info")) {
                            addMembers(
                                    members,
                                    Class.forName(
                                            name,
                                            false,
                                            ExportedMemoryTest.class.getClassLoader()));
                        }
                    }
                }
            }
        }
        return members;
    }

    private static void addMembers(List<Member> members, Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getDeclaringClass()) {
            if (!isReachable(at.getModifiers())) {
                return;
            }
        }
        Stream.of(
                        type.getDeclaredMethods(),
                        type.getDeclaredConstructors(),
                        type.getDeclaredFields())
                .flatMap(Stream::of)
                .map(Member.class::cast)
                .filter(member -> isReachable(member.getModifiers()) && !member.isSynthetic())
                .forEach(members::add);
        // Those of supertypes too, which need not be public themselves.
        Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass().getName().startsWith("dev.gatun."))
                .filter(method -> !method.isSynthetic() && !method.getDeclaringClass().equals(type))
                .forEach(members::add);
    }

    private static boolean isReachable(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String described(Member member) {
        String owner = member.getDeclaringClass().getName().replaceFirst("^dev\\.gatun\\.", "");
        return switch (member) {
            case Method method ->
                    owner
                            + "."
                            + method.getName()
                            + types(method.getGenericParameterTypes())
                            + " "
                            + method.getGenericReturnType().getTypeName();
            case Constructor<?> constructor ->
                    owner + types(constructor.getGenericParameterTypes());
            case Field field ->
                    owner + "." + field.getName() + " " + field.getGenericType().getTypeName();
            default -> throw new AssertionError(member);
        };
    }

    private static String types(Type... types) {
        return Stream.of(types).map(Type::getTypeName).collect(Collectors.joining(", ", "(", ")"));
    }

    @Test
    void whatTakesOrGivesMemoryHasBeenLookedThrough() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Member member : members()) {
            String text = described(member);
            if (MEMORY.matcher(text).find()) {
                found.add(text);
            }
        }
        assertThat(String.join("\n", found)).isEqualToNormalizingNewlines(reviewed());
    }

    private static String reviewed() throws IOException {
        try (InputStream list =
                ExportedMemoryTest.class.getResourceAsStream("exported-memory.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void noMemberNamesATypeThatIsNotExported() throws Exception {
        Set<String> packages = new TreeSet<>();
        for (ModuleReference module : modules()) {
            packages.addAll(exported(module.descriptor()));
        }
        Pattern ours = Pattern.compile("(dev\\.gatun(?:\\.[a-z]\\w*)*)\\.[A-Z]");
        for (Member member : members()) {
            String text =
                    described(member)
                            .substring(
                                    member.getDeclaringClass()
                                            .getName()
                                            .replaceFirst("^dev\\.gatun\\.", "")
                                            .length());
            ours.matcher(text)
                    .results()
                    .forEach(type -> assertThat(packages).as("%s", member).contains(type.group(1)));
        }
    }
}
