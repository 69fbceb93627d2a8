package dev.gatun;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Arena;

/** Holds the arrows between the rooms: each uses those below it and none above. */
@AnalyzeClasses(packages = "dev.gatun", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ROOMS_STAND_ON_THOSE_BELOW =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("face")
                    .definedBy("dev.gatun")
                    .layer("tensor")
                    .definedBy("dev.gatun.tensor")
                    .layer("kernel")
                    .definedBy("dev.gatun.kernel..")
                    .layer("memory")
                    .definedBy("dev.gatun.memory..")
                    .layer("expr")
                    .definedBy("dev.gatun.expr")
                    .layer("shape")
                    .definedBy("dev.gatun.shape")
                    .whereLayer("tensor")
                    .mayOnlyBeAccessedByLayers("face")
                    .whereLayer("kernel")
                    .mayOnlyBeAccessedByLayers("face", "tensor")
                    .whereLayer("memory")
                    .mayOnlyBeAccessedByLayers("face", "tensor", "kernel")
                    .whereLayer("expr")
                    .mayOnlyBeAccessedByLayers("face", "tensor", "kernel")
                    .whereLayer("shape")
                    .mayOnlyBeAccessedByLayers("face", "tensor", "kernel", "memory", "expr");

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching("dev.gatun.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_ORACLE_IMPORTS_NOTHING_IT_JUDGES =
            classes()
                    .that(resideInAPackage("dev.gatun.reference"))
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..", "dev.gatun.reference", "org.jspecify.annotations"));

    /** But for what users hold their own functions against it with. */
    @ArchTest
    static final ArchRule NOTHING_OF_THE_LIBRARY_USES_THE_ORACLE =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and()
                    .resideOutsideOfPackage("dev.gatun.reference")
                    .and()
                    .haveNameNotMatching("dev\\.gatun\\.tensor\\.(GradCheck|ReferenceCheck)")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.reference"));

    @ArchTest
    static final ArchRule KERNEL_IS_THE_ONE_DOOR_TO_OPENBLAS =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and(
                            resideInAnyPackage(
                                            "dev.gatun",
                                            "dev.gatun.kernel..",
                                            "dev.gatun.natives..",
                                            "dev.gatun.openblas..")
                                    .negate()
                                    .as("outside kernel and the jars of natives"))
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.openblas.."));

    @ArchTest
    static final ArchRule ONLY_THE_FACE_USES_GENERATED_NAMES =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and()
                    .resideOutsideOfPackage("dev.gatun.openblas..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.openblas.generated"));

    @ArchTest
    static final ArchRule ARENAS_ARE_MADE_IN_MEMORY_AND_BINDINGS =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and(
                            resideInAnyPackage("dev.gatun.memory..", "dev.gatun.openblas..")
                                    .negate()
                                    .as("outside memory and bindings"))
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Arena.class);
}
