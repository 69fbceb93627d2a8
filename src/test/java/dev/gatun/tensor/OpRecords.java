package dev.gatun.tensor;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every kind of operation that can be recorded, found among the library's classes. */
final class OpRecords {
    private OpRecords() {}

    /** Their names. */
    static Set<String> names() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.gatun.tensor", "dev.gatun.linalg")
                        .stream()
                        .filter(each -> each.isAssignableTo(Op.class) && !each.isInterface())
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
