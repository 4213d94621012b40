package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.Answer;
import macaw.v1.CollectOutputsRequest;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Output;
import macaw.v1.OutputRating;
import macaw.v1.Project;
import macaw.v1.RankGroup;
import macaw.v1.RunKind;
import macaw.v1.SamplingSettings;
import macaw.v1.Split;
import macaw.v1.StartRunRequest;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import macaw.v1.VersionKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What labelers recorded reaches a training run through a snapshot, word for word. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class SnapshotTest {
    private static final String POLICY = "to-be-judged";

    private Caller trainer;
    private Caller operator;
    private Caller labeler;
    private String pseudonym;

    @BeforeEach
    void aPolicyAndALabeler(LocalStack stack, @TempDir Path directory) throws IOException {
        trainer = new Caller(stack.address(Service.TRAINER), stack.keys().operator());
        operator = new Caller(stack.address(Service.LABELING), stack.keys().operator());
        Uploads.checkpoint(
                trainer, VersionKind.VERSION_KIND_POLICY, POLICY, TinyCheckpoints.policy(directory.resolve("p"), 5));
        var registered = operator.labeling()
                .addLabeler(AddLabelerRequest.newBuilder()
                        .setName("a test")
                        .setSimulated(true)
                        .build());
        pseudonym = registered.getPseudonym();
        labeler = new Caller(stack.address(Service.LABELING), registered.getKey());
    }

    @AfterEach
    void close() {
        List.of(trainer, operator, labeler).forEach(Caller::close);
    }

    @Test
    void demonstrationsAreTheRowsOfAnSftRun(LocalStack stack) throws IOException {
        project(Project.newBuilder().setName("written").setKind(TaskKind.TASK_KIND_DEMONSTRATION));
        Task task = next("written");
        labeler.labeling()
                .submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                        .setLease(task.getLease())
                        .setText("Milk, \"bread\"\nand 12 eggs.")
                        .setIdempotencyKey("written-1")
                        .build());

        List<JsonNode> rows = rowsOfARun(stack, RunKind.RUN_KIND_SFT, "written");

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.path("prompt").asText()).isEqualTo("What is written?");
            assertThat(row.path("response").asText()).isEqualTo("Milk, \"bread\"\nand 12 eggs.");
            assertThat(row.path("split").asText()).isEqualTo("validation");
        });
    }

    @Test
    void comparisonsAreTheRowsOfARewardRun(LocalStack stack) throws IOException {
        project(Project.newBuilder()
                .setName("ranked")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .setK(4)
                .addPolicies(POLICY)
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(8)));
        operator.labeling()
                .collectOutputs(CollectOutputsRequest.newBuilder()
                        .setProject("ranked")
                        .setSeed(1)
                        .build())
                .forEachRemaining(progress -> {});
        Task task = next("ranked");
        Output best = task.getOutputs(task.getOutputsCount() - 1);
        List<Output> tied = task.getOutputsList().subList(0, task.getOutputsCount() - 1);
        rank(task, List.of(List.of(best), tied));

        List<JsonNode> rows = rowsOfARun(stack, RunKind.RUN_KIND_REWARD, "ranked");

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.path("prompt").asText()).isEqualTo("What is ranked?");
            assertThat(row.path("labeler").asText()).isEqualTo(pseudonym);
            assertThat(row.path("split").asText()).isEqualTo("validation");
            assertThat(row.path("outputs")).hasSize(4);
            assertThat(texts(row, 0)).containsExactly(best.getText());
            assertThat(texts(row, 1))
                    .containsExactlyInAnyOrderElementsOf(
                            tied.stream().map(Output::getText).toList());
            assertThat(row.path("ranking")).hasSize(2);
        });
    }

    @Test
    void aSnapshotThatIsNotThereStartsNoRun() {
        var refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> start(RunKind.RUN_KIND_SFT, "snapshot:none"));
        assertThat(Caller.codeOf(refused)).isEqualTo("SNAPSHOT_UNKNOWN");
    }

    private void project(Project.Builder project) {
        operator.labeling().createProject(project.build());
        operator.labeling()
                .addPrompts(AddPromptsRequest.newBuilder()
                        .setProject(project.getName())
                        .addPrompts(NewPrompt.newBuilder()
                                .setPromptId(project.getName() + "-1")
                                .setText("What is " + project.getName() + "?")
                                .setSplit(Split.SPLIT_VALIDATION))
                        .build());
    }

    private Task next(String project) {
        return labeler.labeling()
                .nextTask(NextTaskRequest.newBuilder().setProject(project).build());
    }

    private void rank(Task task, List<List<Output>> groups) {
        var comparison =
                SubmitComparisonRequest.newBuilder().setLease(task.getLease()).setIdempotencyKey("ranked-1");
        task.getOutputsList().forEach(output -> {
            var rating =
                    OutputRating.newBuilder().setOutputId(output.getOutputId()).setOverall(4);
            task.getForm().getQuestionsList().forEach(asked -> rating.putAnswers(asked.getId(), Answer.ANSWER_NO));
            comparison.addRatings(rating);
        });
        groups.forEach(group -> comparison.addRanking(RankGroup.newBuilder()
                .addAllOutputIds(group.stream().map(Output::getOutputId).toList())));
        labeler.labeling().submitComparison(comparison.build());
    }

    /** Starts a run on a snapshot of the project, and reads what the trainer has put into the store for it. */
    private List<JsonNode> rowsOfARun(LocalStack stack, RunKind kind, String project) throws IOException {
        String snapshot = operator.labeling()
                .createSnapshot(
                        CreateSnapshotRequest.newBuilder().setProject(project).build())
                .getSnapshotId();
        start(kind, "snapshot:" + snapshot);
        List<JsonNode> rows = new ArrayList<>();
        try (Stream<Path> sets = Files.list(stack.store().resolve("default/datasets"))) {
            for (Path set : sets.toList()) {
                for (String line : Files.readAllLines(set.resolve("rows.jsonl"))) {
                    JsonNode row = new ObjectMapper().readTree(line);
                    if (row.path("prompt").asText().equals("What is " + project + "?")) {
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    private void start(RunKind kind, String data) {
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setKind(kind)
                        .setSettingsJson("{\"output\": \"from-a-snapshot\", \"model\": \"" + POLICY
                                + "\", \"epochs\": 1, \"batchSize\": 1, \"data\": \"" + data + "\"}")
                        .build());
    }

    private static List<String> texts(JsonNode row, int group) {
        return StreamSupport.stream(row.path("ranking").path(group).spliterator(), false)
                .map(index -> row.path("outputs").path(index.asInt()).asText())
                .toList();
    }
}
