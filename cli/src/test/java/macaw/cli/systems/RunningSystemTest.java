package macaw.cli.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import macaw.cli.stack.ComposeStatus;
import macaw.cli.stack.StatusRow;
import macaw.cli.systems.ComposeProject.Container;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import org.junit.jupiter.api.Test;

class RunningSystemTest {
    private static final String PUBLISHER = """
            {"URL":"127.0.0.1","TargetPort":%d,"PublishedPort":%d,"Protocol":"tcp"}""";

    @Test
    void composeSaysWhereItsContainersAnswer() {
        String lines = container("macaw-trainer-1", "trainer", "running", "healthy", 8104, 9104, 8204, 9204) + "\n"
                + container("macaw-generator-2", "generator", "running", "healthy", 8102, 9112, 8202, 9212) + "\n"
                + container("macaw-generator-1", "generator", "running", "healthy", 8102, 9102, 8202, 9202) + "\n"
                + container("macaw-reward-1", "reward", "exited", "", 8103, 0, 8203, 0) + "\n"
                + container("macaw-kafka-1", "kafka", "running", "healthy", 8191, 9191, 9092, 0) + "\n";
        RunningSystem system = ComposeProject.system(ComposeProject.containers(lines), "mk_x");
        assertThat(system.address(Service.TRAINER))
                .isEqualTo(new ServiceAddress("127.0.0.1:9104", "http://127.0.0.1:9104", "http://127.0.0.1:9204"));
        assertThat(system.address(Service.GENERATOR).grpc()).isEqualTo("127.0.0.1:9102");
        assertThat(system.bootstrap()).isEqualTo("127.0.0.1:9191");
        assertThat(system.find(Service.REWARD)).isEmpty();
        assertThatThrownBy(() -> system.address(Service.LABELING)).hasMessageContaining("without the labeling service");
    }

    @Test
    void olderVersionsOfComposeWriteOneList() {
        String one = container("macaw-trainer-1", "trainer", "running", "", 8104, 8104, 8204, 8204);
        assertThat(ComposeProject.containers("[" + one + "," + one + "]")).hasSize(2);
        assertThat(ComposeProject.containers("[]")).isEmpty();
        assertThat(ComposeProject.containers("")).isEmpty();
    }

    @Test
    void ofWhatIsNotUpItIsSaidHowToStartIt() {
        assertThatThrownBy(() -> ComposeProject.system(List.of(), "mk_x"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("docker compose up --wait");
    }

    @Test
    void dockersSizesAreRead() {
        assertThat(ComposeProject.bytes("0B")).isZero();
        assertThat(ComposeProject.bytes("1.5KiB")).isEqualTo(1536);
        assertThat(ComposeProject.bytes("301.4MiB")).isEqualTo(316040806);
        assertThat(ComposeProject.bytes("2GiB")).isEqualTo(2L << 30);
        assertThatThrownBy(() -> ComposeProject.bytes("2 parsecs")).isInstanceOf(StackException.class);
    }

    @Test
    void statusKnowsWhatIsMissingAndWhatHasDoneItsWork() {
        List<Container> containers = ComposeProject.containers(
                container("macaw-trainer-1", "trainer", "running", "healthy", 8104, 8104, 8204, 8204)
                        + container("macaw-reward-1", "reward", "running", "starting", 8103, 8103, 8203, 8203)
                        + container("macaw-topics-1", "topics", "exited", "", 1, 0, 2, 0)
                        + container("macaw-generator-1", "generator", "exited", "", 1, 0, 2, 0));
        List<StatusRow> rows = ComposeStatus.of(containers, Map.of("macaw-trainer-1", 5L << 20));
        assertThat(rows)
                .extracting(StatusRow::part, StatusRow::state, StatusRow::good)
                .contains(
                        tuple("trainer", "ready", true),
                        tuple("reward", "not ready", false),
                        tuple("topics", "done", true),
                        tuple("generator", "exited", false),
                        tuple("labeling", "missing", false),
                        tuple("kafka", "missing", false));
    }

    @Test
    void theEnvironmentSaysWhereServicesAre() {
        RunningSystem system = EnvironmentSystem.running(Map.of(
                "MACAW_TRAINER_TARGET", "trainer.macaw:8104",
                "MACAW_KAFKA_BOOTSTRAP", "kafka:9092",
                "MACAW_KEY", "mk_y"));
        assertThat(system.address(Service.TRAINER).managementUrl()).isEqualTo("http://trainer.macaw:8204");
        assertThat(system.bootstrap()).isEqualTo("kafka:9092");
        assertThat(system.key()).isEqualTo("mk_y");
        assertThat(system.find(Service.LABELING)).isEmpty();
    }

    @Test
    void whatIsWrongInTheEnvironmentIsNamed() {
        assertThatThrownBy(() -> EnvironmentSystem.running(Map.of())).hasMessageContaining("MACAW_KAFKA_BOOTSTRAP");
        assertThatThrownBy(() -> EnvironmentSystem.running(Map.of("MACAW_REWARD_TARGET", "reward")))
                .hasMessageContaining("MACAW_REWARD_TARGET is \"reward\"");
        assertThatThrownBy(() -> EnvironmentSystem.running(
                        Map.of("MACAW_REWARD_TARGET", "reward:8103", "MACAW_KEY_FILE", "/nowhere")))
                .hasMessageContaining("MACAW_KEY_FILE");
    }

    private static String container(
            String name, String service, String state, String health, int a, int outsideA, int b, int outsideB) {
        return """
                {"Name":"%s","Service":"%s","State":"%s","Health":"%s","ExitCode":0,"Publishers":[%s,%s]}""".formatted(
                name, service, state, health, PUBLISHER.formatted(a, outsideA), PUBLISHER.formatted(b, outsideB));
    }
}
