package dev.gatun;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatun.openblas.OpenBlas;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public methods and constructors of the modules, for tests that call all of them. */
public final class PublicApi {
    /** The packages that the library's module exports to everybody, and those of the bindings. */
    private static final Set<String> EXPORTED =
            Stream.of(Gatun.class, OpenBlas.class)
                    .flatMap(PublicApi::exports)
                    .collect(Collectors.toSet());

    private PublicApi() {}

    private static Stream<String> exports(Class<?> ofModule) {
        Path place = Path.of(locationOf(ofModule));
        return ModuleFinder.of(place).findAll().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source);
    }

    private static URI locationOf(Class<?> type) {
        return URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    /** A method or constructor, and the public type it is called on. */
    public record Member(Class<?> type, Executable executable) {
        /** Such as {@code Formula.apply}, {@code Expr$Unary.new}. */
        public String name() {
            boolean isConstructor = executable.getName().equals(type.getName());
            return simpleName() + "." + (isConstructor ? "new" : executable.getName());
        }

        private String simpleName() {
            return type.getName().substring(type.getPackageName().length() + 1);
        }
    }

    /** All public methods and constructors of the public types of exported packages. */
    public static List<Member> members() {
        List<Member> members = new ArrayList<>();
        new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.gatun")
                        .stream()
                        .map(each -> (Class<?>) each.reflect())
                        .filter(PublicApi::isReachable)
                        .sorted(Comparator.comparing(Class::getName))
                        .forEach(type -> addMembers(members, type));
        return members;
    }

    private static void addMembers(List<Member> members, Class<?> type) {
        Stream.of(type.getDeclaredMethods(), inherited(type), type.getDeclaredConstructors())
                .flatMap(Arrays::stream)
                .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
                .sorted(Comparator.comparing(Executable::toGenericString))
                .forEach(each -> members.add(new Member(type, each)));
    }

    /** The public methods that a public class inherits from one that is not public. */
    private static Executable[] inherited(Class<?> type) {
        List<Executable> methods = new ArrayList<>();
        for (Class<?> at = type.getSuperclass();
                at != null && !Modifier.isPublic(at.getModifiers());
                at = at.getSuperclass()) {
            methods.addAll(List.of(at.getDeclaredMethods()));
        }
        return methods.toArray(Executable[]::new);
    }

    /** Whether a type and all types that enclose it are public. */
    private static boolean isReachable(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                return false;
            }
        }
        return EXPORTED.contains(type.getPackageName());
    }
}
