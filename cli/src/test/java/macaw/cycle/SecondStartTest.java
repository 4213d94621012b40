package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import macaw.localstack.Address;
import macaw.localstack.LocalStack;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.Service;
import macaw.localstack.StackOptions;
import macaw.localstack.StackState;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.AliasChanged;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.GenerateRequest;
import macaw.v1.ListAliasesRequest;
import macaw.v1.ListVersionsRequest;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Project;
import macaw.v1.SamplingSettings;
import macaw.v1.SnapshotRef;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.TaskKind;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack that ends leaves its data, and one that is started on them goes on with them; Ctrl-C ends all of it. */
@Tag("cycle")
class SecondStartTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final String POLICY = "kept";
    private static final String PROJECT = "kept";

    @TempDir
    Path directory;

    @Test
    void findsVersionsLabelsKeysAndPortsAndCtrlCEndsEveryProcessOfIt() throws Exception {
        StackState first;
        VersionPublished version;
        String answer;
        try (LocalStack stack = LocalStack.start(
                StackOptions.whole(directory.resolve("state"), ROOT).onFreePorts(), event -> {})) {
            first = stack.state();
            version = publish(stack.state());
            label(stack.state());
            answer = answer(stack.state());
            assertThat(answer).isNotEmpty();
        }
        assertThat(first.processes().values()).noneMatch(ProcessIdentity::alive);

        Process command = up();
        try {
            StackState second = awaitReady(command);
            assertThat(second.key()).isEqualTo(first.key());
            assertThat(second.ports()).isEqualTo(first.ports());
            assertThat(second.postgres()).isEqualTo(first.postgres());
            assertThat(versions(second)).containsExactly(version);
            assertThat(aliases(second)).containsExactly(version.getVersion());
            assertThat(labels(second)).containsExactly("Milk and bread.");
            assertThat(answer(second)).isEqualTo(answer);

            List<ProcessIdentity> all = new ArrayList<>(second.supervisor().descendants());
            assertThat(all).containsAll(second.processes().values());
            all.add(second.supervisor());

            interrupt(command);

            assertThat(command.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(all).noneMatch(ProcessIdentity::alive);
        } finally {
            command.destroyForcibly();
        }
    }

    private Process up() throws IOException {
        return new ProcessBuilder(
                        // the runner of the tests may have been told to ignore Ctrl-C, and its children would inherit
                        // that
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmacaw.root=" + ROOT,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "macaw.cli.Macaw",
                        "up",
                        "--state",
                        directory.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("up.log").toFile())
                .start();
    }

    private static void interrupt(Process command) throws Exception {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(command.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private StackState awaitReady(Process command) throws Exception {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (true) {
            StackState state = StackState.read(directory.resolve("state")).orElseThrow();
            if (state.ready() && state.running()) {
                return state;
            }
            String log = Files.readString(directory.resolve("up.log"));
            assertThat(command.isAlive()).as(log).isTrue();
            assertThat(System.nanoTime()).as(log).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static Caller caller(StackState stack, Service service) {
        Address address = stack.address(service).orElseThrow();
        return new Caller(address, stack.key());
    }

    private VersionPublished publish(StackState stack) throws IOException {
        try (Caller trainer = caller(stack, Service.TRAINER)) {
            VersionPublished version = Uploads.checkpoint(
                    trainer,
                    VersionKind.VERSION_KIND_POLICY,
                    POLICY,
                    TinyCheckpoints.policy(directory.resolve("policy"), 7));
            trainer.training()
                    .setAlias(AliasChanged.newBuilder()
                            .setKind(VersionKind.VERSION_KIND_POLICY)
                            .setAlias("best")
                            .setVersion(version.getVersion())
                            .build());
            return version;
        }
    }

    private static List<VersionPublished> versions(StackState stack) {
        try (Caller trainer = caller(stack, Service.TRAINER)) {
            return trainer.training()
                    .listVersions(ListVersionsRequest.newBuilder()
                            .setKind(VersionKind.VERSION_KIND_POLICY)
                            .build())
                    .getVersionsList();
        }
    }

    private static List<macaw.v1.VersionRef> aliases(StackState stack) {
        try (Caller trainer = caller(stack, Service.TRAINER)) {
            return trainer.training().listAliases(ListAliasesRequest.getDefaultInstance()).getAliasesList().stream()
                    .filter(alias -> alias.getAlias().equals("best"))
                    .map(AliasChanged::getVersion)
                    .toList();
        }
    }

    private static void label(StackState stack) {
        try (Caller operator = caller(stack, Service.LABELING)) {
            operator.labeling()
                    .createProject(Project.newBuilder()
                            .setName(PROJECT)
                            .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                            .build());
            operator.labeling()
                    .addPrompts(AddPromptsRequest.newBuilder()
                            .setProject(PROJECT)
                            .addPrompts(
                                    NewPrompt.newBuilder().setPromptId("kept-1").setText("Write a shopping list."))
                            .build());
            String key = operator.labeling()
                    .addLabeler(AddLabelerRequest.newBuilder()
                            .setName("a test")
                            .setSimulated(true)
                            .build())
                    .getKey();
            try (Caller labeler = new Caller(stack.address(Service.LABELING).orElseThrow(), key)) {
                var task = labeler.labeling()
                        .nextTask(
                                NextTaskRequest.newBuilder().setProject(PROJECT).build());
                labeler.labeling()
                        .submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                                .setLease(task.getLease())
                                .setText("Milk and bread.")
                                .setIdempotencyKey("kept-1")
                                .build());
            }
        }
    }

    private static List<String> labels(StackState stack) {
        try (Caller operator = caller(stack, Service.LABELING)) {
            String snapshot = operator.labeling()
                    .createSnapshot(CreateSnapshotRequest.newBuilder()
                            .setProject(PROJECT)
                            .build())
                    .getSnapshotId();
            List<String> labels = new ArrayList<>();
            operator.labeling()
                    .exportSnapshot(
                            SnapshotRef.newBuilder().setSnapshotId(snapshot).build())
                    .forEachRemaining(
                            record -> labels.add(record.getDemonstration().getResponse()));
            return labels;
        }
    }

    /** What the policy behind the alias writes. */
    private static String answer(StackState stack) {
        try (Caller generator = caller(stack, Service.GENERATOR)) {
            StringBuilder text = new StringBuilder();
            generator
                    .generation()
                    .generate(GenerateRequest.newBuilder()
                            .setPolicy(POLICY + "@best")
                            .setText("Write a shopping list.")
                            .setSampling(SamplingSettings.newBuilder()
                                    .setTemperature(1)
                                    .setMaxTokens(8))
                            .setSeed(7)
                            .build())
                    .forEachRemaining(piece -> text.append(piece.getText()));
            return text.toString();
        }
    }
}
