package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class LocalStackTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));

    @TempDir
    Path directory;

    @Test
    void aStopLeavesNothingRunningAndASecondStartFindsTheKeysPortsAndData() {
        StackState first;
        try (LocalStack stack = LocalStack.start(parts(), event -> {})) {
            first = stack.state();
            assertThat(first.ready()).isTrue();
            assertThat(first.processes()).containsOnlyKeys("kafka", "postgres");
        }
        assertThat(first.processes().values()).noneMatch(ProcessIdentity::alive);
        try (LocalStack again = LocalStack.start(parts(), event -> {})) {
            assertThat(again.keys().operator()).isEqualTo(first.key());
            assertThat(again.state().postgres()).isEqualTo(first.postgres());
            assertThat(again.kafka()).isEqualTo(first.kafka());
        }
    }

    @Test
    void whatHoldsSecretsIsReadableByItsOwnerOnly() throws IOException {
        try (LocalStack stack = LocalStack.start(parts(), event -> {})) {
            for (String file : List.of("stack.json", "keys/operator", "keys/service", "keys/keys.json")) {
                assertThat(Files.getPosixFilePermissions(
                                directory.resolve("state").resolve(file)))
                        .as(file)
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            assertThat(Files.getPosixFilePermissions(directory.resolve("state")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.readString(stack.keys().file()))
                    .doesNotContain(stack.keys().operator());
        }
    }

    @Test
    void aSecondStackInTheSameDirectoryIsRefused() {
        try (LocalStack stack = LocalStack.start(parts(), event -> {})) {
            assertThatThrownBy(() -> LocalStack.start(parts(), event -> {}))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("already up");
            assertThat(stack.state().processes().values()).allMatch(ProcessIdentity::alive);
        }
    }

    @Test
    void aPartThatDiesByItselfIsReportedWithTheEndOfItsLog() {
        List<StackEvent> events = new CopyOnWriteArrayList<>();
        try (LocalStack stack = LocalStack.start(parts(), events::add)) {
            ProcessIdentity kafka = stack.state().processes().get("kafka");
            kafka.kill();
            await(() -> events.stream().anyMatch(StackEvent.Died.class::isInstance));
            assertThat(events)
                    .filteredOn(StackEvent.Died.class::isInstance)
                    .singleElement()
                    .satisfies(event -> {
                        StackEvent.Died died = (StackEvent.Died) event;
                        assertThat(died.part()).isEqualTo("kafka");
                        assertThat(died.story()).contains("status 137", "kafka.log");
                    });
        }
    }

    @Test
    void killingTheSupervisorLeavesNothingRunning() throws Exception {
        Process supervisor = supervisor();
        StackState stack = awaitReadyStack(supervisor);
        supervisor.destroyForcibly().waitFor();
        await(() -> stack.processes().values().stream().noneMatch(ProcessIdentity::alive));
    }

    @Test
    void aShutdownFromOutsideEndsTheSupervisorAndItsParts() throws Exception {
        Process supervisor = supervisor();
        StackState stack = awaitReadyStack(supervisor);

        assertThat(Shutdown.of(directory.resolve("state"))).isTrue();

        assertThat(supervisor.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stack.processes().values()).noneMatch(ProcessIdentity::alive);
        assertThat(Shutdown.of(directory.resolve("state"))).isFalse();
    }

    @Test
    void aServiceThatIsNotBuiltIsNamed() {
        StackOptions options =
                StackOptions.whole(directory.resolve("state"), directory).onFreePorts();
        assertThatThrownBy(() -> LocalStack.start(options, event -> {}))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("is not built");
    }

    private StackOptions parts() {
        return StackOptions.whole(directory.resolve("state"), ROOT)
                .onFreePorts()
                .with(Set.of());
    }

    private Process supervisor() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JavaCommand.executable(),
                "-cp",
                JavaCommand.classPath(),
                HoldsAStack.class.getName(),
                directory.resolve("state").toString(),
                ROOT.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("supervisor.log").toFile())
                .start();
    }

    private StackState awaitReadyStack(Process supervisor) {
        Path state = directory.resolve("state");
        await(() -> !supervisor.isAlive()
                || StackState.read(state).filter(StackState::ready).isPresent());
        return StackState.read(state).orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("the condition did not come true in a minute")
                    .isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
