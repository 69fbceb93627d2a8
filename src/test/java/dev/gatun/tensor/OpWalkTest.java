package dev.gatun.tensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gatun.expr.Arithmetic;
import dev.gatun.expr.MathFunctions;
import dev.gatun.linalg.Fourier;
import dev.gatun.linalg.Linalg;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.rows.OpTable;
import dev.gatun.tensor.tape.CheckpointOp;
import dev.gatun.tensor.tape.NoGradient;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that can be recorded or called is without a row in the table of operations. */
class OpWalkTest {
    /** No oracle says what these draw; DistributionsTest compares how often. */
    private static final Set<String> DRAWN =
            Set.of(
                    "Linalg.multivariateNormal",
                    "bernoulli_",
                    "choice",
                    "exponential_",
                    "normal_",
                    "shuffle",
                    "uniform_");

    @Test
    void everyOperationHasARow() {
        Set<String> records = OpRecords.names();
        TreeSet<String> covered = new TreeSet<>();
        OpTable.ROWS.forEach(row -> covered.addAll(row.records()));
        // This computes what its user hands it, and has tests of its own.
        covered.add(CheckpointOp.class.getSimpleName());
        covered.add(NoGradient.class.getSimpleName()); // stands for those that are not recorded
        assertThat(covered).isEqualTo(records);
        assertThat(records).hasSizeGreaterThan(20);
    }

    @Test
    void everyMethodOfAFamilyHasARow() {
        TreeSet<String> methods = new TreeSet<>();
        for (Class<?> family :
                List.of(
                        Arithmetic.class,
                        MathFunctions.class,
                        InPlace.class,
                        Movement.class,
                        Reductions.class,
                        Products.class,
                        Contractions.class,
                        Similarities.class,
                        Rows.class,
                        Networks.class,
                        Indexing.class,
                        Ordering.class)) {
            for (var method : family.getDeclaredMethods()) {
                if (method.isDefault() && !method.isSynthetic()) {
                    methods.add(method.getName());
                }
            }
        }
        methods.removeAll(DRAWN);
        methods.addAll(functions());
        TreeSet<String> rows = new TreeSet<>();
        OpTable.ROWS.forEach(row -> rows.add(row.method()));
        assertThat(methods).isNotEmpty().allSatisfy(name -> assertThat(rows).contains(name));
    }

    /** The functions of matrices, and transforms. */
    private static Set<String> functions() {
        return Stream.of(Linalg.class, Fourier.class)
                .flatMap(functions ->
                        Arrays.stream(functions.getMethods())
                                .filter(method -> Modifier.isStatic(method.getModifiers()))
                                .map(method -> functions.getSimpleName() + "." + method.getName()))
                .filter(name -> !DRAWN.contains(name))
                .collect(Collectors.toSet());
    }

    @Test
    void everyRowIsOfAMethodAndHasItsOwnName() {
        Set<String> methods =
                Arrays.stream(Tensor.class.getMethods())
                        .map(Method::getName)
                        .collect(Collectors.toSet());
        methods.addAll(functions());
        assertThat(OpTable.ROWS).allSatisfy(row -> assertThat(methods).contains(row.method()));
        assertThat(OpTable.ROWS).extracting(OpRow::name).doesNotHaveDuplicates();
    }

    @Test
    void everyMethodSaysOnceWhatOthersCallIt() {
        assertThat(OpTable.ROWS.stream().filter(row -> row.equivalent() != null))
                .extracting(OpRow::method)
                .doesNotHaveDuplicates()
                .containsAll(OpTable.ROWS.stream().map(OpRow::method).toList());
    }

    /** Others than the library's own tests read it, who have the exported packages alone. */
    @Test
    void theTableIsWrittenWithWhatIsExported() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gatun.tensor.*..",
                        "dev.gatun.linalg.*..",
                        "dev.gatun.kernel..",
                        "dev.gatun.memory.internal..",
                        "dev.gatun.checks..")
                .check(new ClassFileImporter().importPackages("dev.gatun.optable"));
    }
}
