package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.compose.ComposeFile;
import macaw.k8s.Rendering.Workload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod or a container that is ended has the time that its service takes to drain. */
class DrainTest {
    /** Closing clients and the engine, once all is finished. */
    private static final Duration CLOSING = Duration.ofSeconds(12);

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void theGracePeriodIsLongerThanTheDrain(String name) throws IOException {
        for (Workload workload : Kustomize.render(name).workloads()) {
            if (workload.isService()) {
                assertThat(grace(workload).minus(preStop(workload)))
                        .as("%s: %s", name, workload.name())
                        .isGreaterThanOrEqualTo(drain(workload.name()));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("macaw.k8s.SettingsCatalogue#SERVICES")
    void composeWaitsAsLong(String service) throws IOException {
        assertThat(new ComposeFile().stopGrace(service)).isGreaterThanOrEqualTo(drain(service));
    }

    private static Duration drain(String service) throws IOException {
        return requests(service).plus(records()).plus(runs(service)).plus(CLOSING);
    }

    private static Duration requests(String service) {
        return Duration.parse("PT" + SettingsCatalogue.defaults(service).getProperty("quarkus.shutdown.timeout"));
    }

    private static Duration records() throws IOException {
        return constant("services/chassis/src/main/java/macaw/chassis/kafka/Messaging.java", "DRAIN");
    }

    private static Duration runs(String service) throws IOException {
        return service.equals("trainer")
                ? constant("services/trainer/src/main/java/macaw/trainer/runs/RunWorker.java", "PATIENCE_AT_CLOSE")
                : Duration.ZERO;
    }

    /** A duration that a class keeps to itself. */
    private static Duration constant(String source, String name) throws IOException {
        Matcher found = Pattern.compile(name + " = Duration\\.ofSeconds\\((\\d+)\\);")
                .matcher(Files.readString(Kustomize.ROOT.resolve(source)));
        assertThat(found.find()).as("%s in %s", name, source).isTrue();
        return Duration.ofSeconds(Long.parseLong(found.group(1)));
    }

    private static Duration grace(Workload workload) {
        return Duration.ofSeconds(workload.pod().getTerminationGracePeriodSeconds());
    }

    private static Duration preStop(Workload workload) {
        Container container = workload.container();
        return Duration.ofSeconds(
                container.getLifecycle().getPreStop().getSleep().getSeconds());
    }
}
