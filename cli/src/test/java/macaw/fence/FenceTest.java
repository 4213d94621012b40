package macaw.fence;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom. The rooms of the house stay apart because this test says so, not because everybody remembers. */
class FenceTest {
    private static final String PATH = "jakarta.ws.rs.Path";
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));

    private static final List<String> MODULES = List.of(
            "shared-model/errors",
            "shared-model/row-files",
            "shared-model/topics",
            "shared-model/records",
            "shared-model/language-model",
            "shared-model/torch",
            "shared-model/onnx",
            "shared-model/artefacts",
            "shared-model/artefacts-s3",
            "services/chassis",
            "services/labeling",
            "services/generator",
            "services/reward",
            "services/trainer",
            "local-stack",
            "demo",
            "load-tests",
            "k8s/monitoring",
            "cli");

    /** What adapters are for: outside of them nothing knows it. */
    private static final String[] FRAMEWORKS = {
        "io.quarkus..",
        "io.smallrye..",
        "io.vertx..",
        "jakarta..",
        "org.eclipse.microprofile..",
        "org.apache.kafka..",
        "io.grpc..",
        "com.google.protobuf..",
        "macaw.v1..",
        "java.sql..",
        "javax.sql..",
        "org.postgresql..",
        "org.flywaydb..",
        "software.amazon.awssdk..",
        "io.opentelemetry.."
    };

    /** Adapters translate and hold no decisions; a service's root or its assembly only puts the parts together. */
    private static final String[] ADAPTERS = {
        "..rest..",
        "..grpc..",
        "..kafka..",
        "..postgres..",
        "..wire..",
        "..s3..",
        "..tensorboard..",
        "..assembly..",
        "macaw.labeling",
        "macaw.generator",
        "macaw.reward",
        "macaw.trainer"
    };

    private static final String[] CORE = {
        "macaw.errors..",
        "macaw.rowfiles..",
        "macaw.topics..",
        "macaw.records..",
        "macaw.languagemodel..",
        "macaw.torch..",
        "macaw.onnx..",
        "macaw.artefacts..",
        "macaw.labeling..",
        "macaw.generator..",
        "macaw.reward..",
        "macaw.trainer.."
    };

    private static final String[] TORCH = {"macaw.torch..", "ai.djl.pytorch.."};
    private static final String[] RUNTIMES = {"macaw.torch..", "macaw.onnx..", "ai.djl..", "ai.onnxruntime.."};

    private static JavaClasses macaw;

    @BeforeAll
    static void readsWhatTheBuildCompiled() {
        List<Path> compiled = MODULES.stream()
                .filter(module -> Files.isDirectory(ROOT.resolve(module).resolve("src/main/java")))
                .map(module -> ROOT.resolve(module).resolve("target/classes"))
                .toList();
        assertThat(compiled).as("build the whole first: ./mvnw package").allMatch(Files::isDirectory);
        macaw = new ClassFileImporter().importPaths(compiled);
    }

    @Test
    void theCoreIsPlainJava() {
        check(noClasses()
                .that(resideInAnyPackage(CORE))
                .and()
                .resideOutsideOfPackages(ADAPTERS)
                .and()
                // ONNX's own format is protobuf: the graph writer has nothing to do with our contracts.
                .doNotHaveFullyQualifiedName("macaw.onnx.OnnxGraph")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS));
    }

    @Test
    void theCoreDoesNotKnowItsAdapters() {
        check(noClasses()
                .that(resideInAnyPackage(CORE))
                .and()
                .resideOutsideOfPackages(ADAPTERS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("macaw..").and(resideInAnyPackage(ADAPTERS))));
    }

    @Test
    void servicesNeverDependOnEachOther() {
        check(slices().matching("macaw.(labeling|generator|reward|trainer)..")
                .should()
                .notDependOnEachOther());
    }

    /** Each room of the command may be read by itself: what two of them share is in a third below both. */
    @Test
    void theCommandsRoomsHaveAnOrder() {
        check(slices().matching("macaw.cli.(*)..").should().beFreeOfCycles());
        check(noClasses()
                .that()
                .resideInAPackage("macaw.cli.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("macaw.cli"));
    }

    /** Services are processes to them: what they know of one comes over the wire. */
    @Test
    void theCommandAndTheLocalStackKnowServicesFromOutside() {
        check(noClasses()
                .that()
                .resideInAnyPackage("macaw.cli..", "macaw.localstack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "macaw.labeling..",
                        "macaw.generator..",
                        "macaw.reward..",
                        "macaw.trainer..",
                        "macaw.chassis.."));
    }

    @Test
    void labelingSeesNoRuntime() {
        check(noClasses()
                .that()
                .resideInAPackage("macaw.labeling..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(RUNTIMES));
        assertThat(jarsOf("labeling"))
                .noneMatch(jar ->
                        jar.contains("onnxruntime") || jar.contains("pytorch") || jar.contains("macaw-artefacts"));
    }

    @Test
    void generatorAndRewardSeeNoTorch() {
        check(noClasses()
                .that()
                .resideInAnyPackage("macaw.generator..", "macaw.reward..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TORCH));
        assertThat(jarsOf("generator")).noneMatch(jar -> jar.contains("pytorch"));
        assertThat(jarsOf("reward")).noneMatch(jar -> jar.contains("pytorch"));
    }

    /** DJL frees such a number at once, while the recorded graph still reads it (macaw.torch.Gradients.scaled). {@code clip} keeps its bounds. */
    @Test
    void noArithmeticOnArraysTakesABareNumber() {
        check(noClasses()
                .should()
                .callMethodWhere(describe(
                        "DJL's arithmetic with a bare number",
                        call -> call.getTargetOwner().getName().equals("ai.djl.ndarray.NDArray")
                                && !call.getName().equals("clip")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(type -> type.isEquivalentTo(Number.class)))));
    }

    @Test
    void theChassisKnowsNoDomainRecord() {
        check(noClasses()
                .that()
                .resideInAPackage("macaw.chassis..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("macaw..")
                        .and(resideInAnyPackage("macaw.chassis..", "macaw.errors..", "macaw.topics..")
                                .negate())));
    }

    @Test
    void theDemonstrationSeesOnlyClients() {
        check(noClasses()
                .that()
                .resideInAPackage("macaw.demo..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("macaw..")
                        .and(resideInAnyPackage("macaw.demo..", "macaw.v1..", "macaw.errors..", "macaw.records")
                                .negate())));
    }

    /** Dashboards and rules know names of metrics, as their readers do; a test compares them with the list. */
    @Test
    void monitoringKnowsNobody() {
        check(noClasses()
                .that()
                .resideInAPackage("macaw.monitoring..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("macaw..")
                        .and(resideInAnyPackage("macaw.monitoring..").negate())));
    }

    @Test
    void sharedRoomsKnowNoService() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "macaw.errors..",
                        "macaw.topics..",
                        "macaw.records..",
                        "macaw.languagemodel..",
                        "macaw.torch..",
                        "macaw.onnx..",
                        "macaw.artefacts..",
                        "macaw.chassis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "macaw.labeling..",
                        "macaw.generator..",
                        "macaw.reward..",
                        "macaw.trainer..",
                        "macaw.localstack..",
                        "macaw.demo..",
                        "macaw.cli.."));
    }

    @Test
    void packagesAreNamedAfterWhatTheyAreAbout() {
        check(noClasses()
                .that()
                .resideInAPackage("macaw..")
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..impl..",
                        "..manager..",
                        "..helper..",
                        "..helpers..",
                        "..common..",
                        "..misc.."));
    }

    /** A resource is chosen by its class' path first: one with a longer path hides the routes of all others below it, which then are not found. */
    @Test
    void everyResourceStandsAtTheRoot() {
        check(classes()
                .that()
                .resideInAPackage("macaw.labeling..")
                .and()
                .areAnnotatedWith(PATH)
                .should()
                .beAnnotatedWith(describe(
                        "@Path(\"/\")",
                        annotation -> annotation.getRawType().getName().equals(PATH)
                                && annotation.get("value").filter("/"::equals).isPresent())));
    }

    @Test
    void nothingReachesForStandardOutputButTheCommandsTheDemonstrationAndTheBenchmark() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("macaw.cli..", "macaw.demo..", "macaw.localstack..", "macaw.bench..")
                .and()
                // The one line that says which setting is missing comes before there is a log.
                .doNotHaveFullyQualifiedName("macaw.chassis.lifecycle.Main")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(macaw);
    }

    private static List<String> jarsOf(String service) {
        Path libraries = ROOT.resolve("services").resolve(service).resolve("target/quarkus-app/lib");
        try (Stream<Path> files = Files.walk(libraries)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("build the whole first: ./mvnw package", e);
        }
    }
}
