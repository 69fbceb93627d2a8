package dev.gatun;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatun.tensor.Op;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.TreeMap;

/** Checks the dependencies between packages: each uses those below it and none above. */
@AnalyzeClasses(packages = "dev.gatun", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Each of them knows none of the others. */
    private static final String[] NETWORKS = {
        "dev.gatun.nn..",
        "dev.gatun.optim..",
        "dev.gatun.data..",
        "dev.gatun.text..",
        "dev.gatun.io.."
    };

    private static final String[] WHAT_A_USER_HAS = {
        "face", "linalg", "tensor", "memory", "expr", "shape"
    };

    @ArchTest
    static final ArchRule ROOMS_STAND_ON_THOSE_BELOW =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("face")
                    .definedBy("dev.gatun")
                    .layer("nn")
                    .definedBy("dev.gatun.nn..")
                    .layer("optim")
                    .definedBy("dev.gatun.optim..")
                    .layer("data")
                    .definedBy("dev.gatun.data..")
                    .layer("text")
                    .definedBy("dev.gatun.text..")
                    .layer("io")
                    .definedBy("dev.gatun.io..")
                    .layer("gradcheck")
                    .definedBy("dev.gatun.gradcheck")
                    .layer("linalg")
                    .definedBy("dev.gatun.linalg..")
                    .layer("tensor")
                    .definedBy("dev.gatun.tensor..")
                    .layer("kernel")
                    .definedBy("dev.gatun.kernel..")
                    .layer("memory")
                    .definedBy("dev.gatun.memory..")
                    .layer("expr")
                    .definedBy("dev.gatun.expr")
                    .layer("shape")
                    .definedBy("dev.gatun.shape")
                    .whereLayer("nn")
                    .mayOnlyAccessLayers(WHAT_A_USER_HAS)
                    .whereLayer("optim")
                    .mayOnlyAccessLayers(WHAT_A_USER_HAS)
                    .whereLayer("data")
                    .mayOnlyAccessLayers(WHAT_A_USER_HAS)
                    .whereLayer("text")
                    .mayOnlyAccessLayers(WHAT_A_USER_HAS)
                    .whereLayer("io")
                    .mayOnlyAccessLayers(WHAT_A_USER_HAS)
                    .whereLayer("gradcheck")
                    .mayOnlyAccessLayers("tensor", "memory", "shape")
                    .whereLayer("linalg")
                    .mayOnlyAccessLayers("tensor", "kernel", "memory", "shape")
                    .whereLayer("tensor")
                    .mayOnlyAccessLayers("kernel", "memory", "expr", "shape")
                    .whereLayer("kernel")
                    .mayOnlyAccessLayers("memory", "expr", "shape")
                    .whereLayer("memory")
                    .mayOnlyAccessLayers("shape")
                    .whereLayer("expr")
                    .mayOnlyAccessLayers("shape")
                    .whereLayer("shape")
                    .mayNotAccessAnyLayer();

    /** Families of layers stand on what modules are, which knows none of them. */
    @ArchTest
    static final ArchRule LAYERS_STAND_ON_MODULES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatun.nn")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.gatun.nn.recurrent");

    /** Networks and what serves them are written with exported packages. */
    @ArchTest
    static final ArchRule NETWORKS_ARE_WRITTEN_WITH_WHAT_A_USER_HAS =
            noClasses()
                    .that()
                    .resideInAnyPackage(NETWORKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.gatun.kernel..",
                            "dev.gatun.memory.internal..",
                            "dev.gatun.tensor.op..",
                            "dev.gatun.tensor.notation..",
                            "dev.gatun.tensor.tape..",
                            "dev.gatun.tensor.read..",
                            "dev.gatun.tensor.internal..",
                            "dev.gatun.openblas..");

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching("dev.gatun.(*)..").should().beFreeOfCycles();

    /** As the documentation of each package says. */
    @ArchTest
    static final ArchRule KINDS_OF_LOOPS_STAND_ON_THOSE_BELOW =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("kernel")
                    .definedBy("dev.gatun.kernel")
                    .layer("row")
                    .definedBy("dev.gatun.kernel.row")
                    .layer("attention")
                    .definedBy("dev.gatun.kernel.attention")
                    .layer("window")
                    .definedBy("dev.gatun.kernel.window")
                    .layer("reduce")
                    .definedBy("dev.gatun.kernel.reduce")
                    .layer("order")
                    .definedBy("dev.gatun.kernel.order")
                    .layer("matmul")
                    .definedBy("dev.gatun.kernel.matmul")
                    .layer("loop")
                    .definedBy("dev.gatun.kernel.loop")
                    .layer("interpreted")
                    .definedBy("dev.gatun.kernel.loop.interpreted")
                    .layer("vector")
                    .definedBy("dev.gatun.kernel.loop.vector")
                    .layer("emitted")
                    .definedBy("dev.gatun.kernel.loop.emitted")
                    .layer("segments")
                    .definedBy("dev.gatun.kernel.loop.emitted.segments")
                    .layer("x86")
                    .definedBy("dev.gatun.kernel.loop.emitted.x86")
                    .layer("spec")
                    .definedBy("dev.gatun.kernel.loop.spec")
                    .layer("fill")
                    .definedBy("dev.gatun.kernel.fill")
                    .layer("move")
                    .definedBy("dev.gatun.kernel.move")
                    .layer("threads")
                    .definedBy("dev.gatun.kernel.threads")
                    .layer("simd")
                    .definedBy("dev.gatun.kernel.simd")
                    .whereLayer("kernel")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("row")
                    .mayOnlyAccessLayers("reduce", "loop", "spec", "move")
                    .whereLayer("attention")
                    .mayOnlyAccessLayers("row", "reduce", "loop", "matmul", "move", "threads")
                    .whereLayer("window")
                    .mayOnlyAccessLayers("reduce", "matmul", "move", "threads")
                    .whereLayer("reduce")
                    .mayOnlyAccessLayers("loop", "spec", "x86", "fill", "move", "threads")
                    .whereLayer("order")
                    .mayOnlyAccessLayers("move", "threads")
                    .whereLayer("matmul")
                    .mayOnlyAccessLayers("emitted", "x86", "move", "threads", "simd")
                    .whereLayer("loop")
                    .mayOnlyAccessLayers(
                            "interpreted", "vector", "emitted", "spec", "move", "threads", "simd")
                    .whereLayer("interpreted")
                    .mayOnlyAccessLayers("spec")
                    .whereLayer("vector")
                    .mayOnlyAccessLayers("spec", "simd")
                    .whereLayer("emitted")
                    .mayOnlyAccessLayers("segments", "x86", "spec")
                    .whereLayer("segments")
                    .mayNotAccessAnyLayer()
                    .whereLayer("x86")
                    .mayNotAccessAnyLayer()
                    .whereLayer("spec")
                    .mayNotAccessAnyLayer()
                    .whereLayer("fill")
                    .mayOnlyAccessLayers("move", "threads")
                    .whereLayer("move")
                    .mayOnlyAccessLayers("x86", "threads")
                    .whereLayer("threads")
                    .mayNotAccessAnyLayer()
                    .whereLayer("simd")
                    .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule KINDS_OF_LOOPS_HAVE_NO_CYCLES =
            slices().matching("dev.gatun.kernel.(**)").should().beFreeOfCycles();

    /** The packages that {@link #KINDS_OF_LOOPS_STAND_ON_THOSE_BELOW} knows are all there are. */
    @ArchTest
    static final ArchRule EVERY_KIND_OF_LOOP_HAS_ITS_RULE =
            classes()
                    .that(resideInAPackage("dev.gatun.kernel.."))
                    .should()
                    .resideInAnyPackage(
                            "dev.gatun.kernel",
                            "dev.gatun.kernel.row",
                            "dev.gatun.kernel.attention",
                            "dev.gatun.kernel.window",
                            "dev.gatun.kernel.reduce",
                            "dev.gatun.kernel.order",
                            "dev.gatun.kernel.matmul",
                            "dev.gatun.kernel.loop",
                            "dev.gatun.kernel.loop.interpreted",
                            "dev.gatun.kernel.loop.vector",
                            "dev.gatun.kernel.loop.emitted",
                            "dev.gatun.kernel.loop.emitted.segments",
                            "dev.gatun.kernel.loop.emitted.x86",
                            "dev.gatun.kernel.loop.spec",
                            "dev.gatun.kernel.fill",
                            "dev.gatun.kernel.move",
                            "dev.gatun.kernel.threads",
                            "dev.gatun.kernel.simd");

    /** Families of operations use how tensors are made and moved, and not each other. */
    @ArchTest
    static final ArchRule FAMILIES_OF_OPERATIONS_DO_NOT_USE_EACH_OTHER =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("families")
                    .definedBy(
                            "dev.gatun.tensor.op.row",
                            "dev.gatun.tensor.op.window",
                            "dev.gatun.tensor.op.reduce",
                            "dev.gatun.tensor.op.index",
                            "dev.gatun.tensor.op.order",
                            "dev.gatun.tensor.op.network",
                            "dev.gatun.tensor.op.product")
                    .layer("move")
                    .definedBy("dev.gatun.tensor.op.move")
                    .layer("create")
                    .definedBy("dev.gatun.tensor.op.create")
                    .whereLayer("families")
                    .mayOnlyAccessLayers("move", "create")
                    .whereLayer("move")
                    .mayOnlyAccessLayers("create")
                    .whereLayer("create")
                    .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule FAMILIES_OF_OPERATIONS_HAVE_NO_CYCLES =
            slices().matching("dev.gatun.tensor.op.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVERY_FAMILY_OF_OPERATIONS_HAS_ITS_RULE =
            classes()
                    .that(resideInAPackage("dev.gatun.tensor.op.."))
                    .should()
                    .resideInAnyPackage(
                            "dev.gatun.tensor.op.row",
                            "dev.gatun.tensor.op.window",
                            "dev.gatun.tensor.op.reduce",
                            "dev.gatun.tensor.op.index",
                            "dev.gatun.tensor.op.order",
                            "dev.gatun.tensor.op.network",
                            "dev.gatun.tensor.op.product",
                            "dev.gatun.tensor.op.move",
                            "dev.gatun.tensor.op.create");

    @ArchTest
    static final ArchRule OPERATIONS_ARE_CALLED_OP =
            classes()
                    .that()
                    .areAssignableTo(Op.class)
                    .and()
                    .doNotHaveSimpleName("NoGradient") // stands where an operation has none
                    .and()
                    .doNotHaveSimpleName("BuiltIn")
                    .should()
                    .haveSimpleNameEndingWith("Op");

    /** The greatest number of files of a package. */
    private static final int MOST_FILES = 35;

    @ArchTest
    static void noPackageHasMoreFilesThanAReaderLooksThrough(JavaClasses library) {
        Map<String, Integer> files = new TreeMap<>();
        for (JavaClass each : library) {
            if (each.isTopLevelClass()) {
                files.merge(each.getPackageName(), 1, Integer::sum);
            }
        }
        files.values().removeIf(count -> count <= MOST_FILES);
        assertThat(files).isEmpty();
    }

    @ArchTest
    static final ArchRule THE_ORACLE_IMPORTS_NOTHING_IT_JUDGES =
            classes()
                    .that(resideInAPackage("dev.gatun.reference"))
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..", "dev.gatun.reference", "org.jspecify.annotations"));

    /** Except the class by which users compare their functions with it. */
    @ArchTest
    static final ArchRule NOTHING_OF_THE_LIBRARY_USES_THE_ORACLE =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and()
                    .resideOutsideOfPackage("dev.gatun.reference")
                    .and()
                    .resideOutsideOfPackage("dev.gatun.gradcheck")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.reference"));

    @ArchTest
    static final ArchRule MATMUL_AND_LINALG_ARE_THE_DOORS_TO_OPENBLAS =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and(
                            resideInAnyPackage(
                                            "dev.gatun",
                                            "dev.gatun.kernel.matmul",
                                            "dev.gatun.linalg..",
                                            "dev.gatun.natives..",
                                            "dev.gatun.openblas..")
                                    .negate()
                                    .as("outside matrix products, linalg and the jars of natives"))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.gatun.openblas..")
                                    .and(not(resideInAPackage("dev.gatun.openblas.code"))));

    /** Who can install code can do anything. */
    @ArchTest
    static final ArchRule LOOPS_PRODUCTS_AND_MOVES_ALONE_INSTALL_MACHINE_CODE =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and(
                            resideInAnyPackage(
                                            "dev.gatun.kernel.loop",
                                            "dev.gatun.kernel.loop.emitted..",
                                            "dev.gatun.kernel.matmul",
                                            "dev.gatun.kernel.move",
                                            "dev.gatun.openblas..")
                                    .negate()
                                    .as("outside loops, moves, matrix products and bindings"))
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.openblas.code"));

    @ArchTest
    static final ArchRule ONLY_THE_FACE_USES_GENERATED_NAMES =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and()
                    .resideOutsideOfPackage("dev.gatun.openblas..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.openblas.generated"));

    /**
     * Of the bindings: the routines use the loading of the library, and both the generated names.
     */
    @ArchTest
    static final ArchRule BINDINGS_STAND_ON_THE_LOADING =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("face")
                    .definedBy("dev.gatun.openblas")
                    .layer("loading")
                    .definedBy("dev.gatun.openblas.loading")
                    .layer("natives")
                    .definedBy("dev.gatun.openblas.natives")
                    .layer("code")
                    .definedBy("dev.gatun.openblas.code")
                    .layer("generated")
                    .definedBy("dev.gatun.openblas.generated")
                    .whereLayer("face")
                    .mayOnlyAccessLayers("loading", "code", "generated")
                    .whereLayer("loading")
                    .mayOnlyAccessLayers("natives", "generated")
                    .whereLayer("natives")
                    .mayNotAccessAnyLayer()
                    .whereLayer("code")
                    .mayNotAccessAnyLayer()
                    .whereLayer("generated")
                    .mayNotAccessAnyLayer();

    /** The library meets OpenBLAS through its face alone. */
    @ArchTest
    static final ArchRule THE_LOADING_IS_FOR_THE_FACE =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and()
                    .resideOutsideOfPackage("dev.gatun.openblas..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.gatun.openblas.loading"));

    @ArchTest
    static final ArchRule ARENAS_ARE_MADE_IN_MEMORY_AND_BINDINGS_AND_FOR_MAPPED_FILES =
            noClasses()
                    .that(resideInAPackage("dev.gatun.."))
                    .and(
                            resideInAnyPackage(
                                            "dev.gatun.memory..",
                                            "dev.gatun.openblas..",
                                            "dev.gatun.io")
                                    .negate()
                                    .as("outside memory, bindings and files"))
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Arena.class);
}
