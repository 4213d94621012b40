package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.ListPoliciesRequest;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;

/** A little of everything that Macaw does, so that there is something to see. */
final class Activity implements AutoCloseable {
    private static final String PROJECT = "seen";
    private static final int ROWS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalStack stack;
    private final Caller trainer;
    private final Caller generator;
    private final JsonCaller lead;
    private final JsonCaller person;
    private final TinyPpo ppo;

    Activity(LocalStack stack, Path directory) throws IOException {
        this.stack = stack;
        this.trainer = new Caller(stack.address(Service.TRAINER), stack.keys().operator());
        this.generator =
                new Caller(stack.address(Service.GENERATOR), stack.keys().operator());
        this.lead = new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
        this.person =
                new JsonCaller(stack.address(Service.GENERATOR), stack.keys().operator());
        this.ppo = new TinyPpo(stack, directory);
    }

    /** A task that two people judge, a run of each kind, and records that nobody can read. */
    void perform() throws IOException {
        judge();
        MetricsTest.sendWhatNobodyCanRead(stack);
        ppo.startTowards("seen-ppo", 6);
        start(
                "seen-sft",
                RunKind.RUN_KIND_SFT,
                "model",
                IntStream.range(0, ROWS)
                        .mapToObj(i ->
                                "{\"prompt\": \"Name %d birds.\", \"response\": \"I know %d birds.\"}".formatted(i, i))
                        .toList());
        List<String> comparisons = IntStream.range(0, ROWS)
                .mapToObj(i ->
                        "{\"prompt\": \"Name %d fish.\", \"outputs\": [\"I know %d fish.\", \"No.\"], \"ranking\": [[0], [1]]}"
                                .formatted(i, i))
                .toList();
        start("seen-reward", RunKind.RUN_KIND_REWARD, "model", comparisons);
        start("seen-dpo", RunKind.RUN_KIND_DPO, "policy", comparisons);
        for (String run : List.of("seen-ppo", "seen-sft", "seen-reward", "seen-dpo")) {
            Run ended = TinyPpo.await(trainer, run, TinyPpo::ended);
            assertThat(ended.getState()).as(ended.toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        }
    }

    /** What people and systems do all the time. */
    void again() {
        var answer = person.post(
                "/v1/chat/completions",
                Map.of(
                        "model",
                        "tiny",
                        "max_tokens",
                        2,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Write a list."))));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        generator.generation().listPolicies(ListPoliciesRequest.getDefaultInstance());
        assertThat(lead.get("/v1/projects").status()).isEqualTo(200);
    }

    /** @param startKey the setting that names the policy to start from */
    private void start(String name, RunKind kind, String startKey, List<String> rows) {
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setNamespace("default")
                        .setRunId(name)
                        .setKind(kind)
                        .setSettingsJson("""
                                {"output": "%s", "%s": "tiny", "epochs": 1, "batchSize": 4, "heldOutFraction": 0.3, "data": "%s"}
                                """.formatted(name, startKey, Uploads.rows(trainer, rows)))
                        .build());
    }

    private void judge() {
        assertThat(lead.post(
                                "/v1/projects",
                                Map.of(
                                        "name",
                                        PROJECT,
                                        "kind",
                                        "comparison",
                                        "k",
                                        4,
                                        "overlap",
                                        2,
                                        "policies",
                                        List.of("tiny"),
                                        "sampling",
                                        Map.of("temperature", 1, "maxTokens", 12)))
                        .status())
                .isEqualTo(200);
        byte[] prompt =
                "{\"id\":\"seen-1\",\"instruction\":\"Name a bird.\",\"instances\":[{\"input\":\"\",\"output\":\"\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        var added = lead.postFile("/v1/projects/" + PROJECT + "/prompts/file?format=jsonl", prompt);
        assertThat(added.status()).as(added.body().toString()).isEqualTo(200);
        collect();
        for (int i = 0; i < 2; i++) {
            var account = lead.post("/v1/labelers", Map.of("name", "seen " + i, "simulated", true));
            var labeler = new JsonCaller(stack.address(Service.LABELING), account.text("key"));
            JsonNode task = labeler.post("/v1/projects/" + PROJECT + "/next-task", Map.of())
                    .body();
            var recorded = labeler.post(
                    "/v1/tasks/" + task.path("id").asText() + "/comparison",
                    LabelingProjectTest.comparison(task, Comparator.reverseOrder(), "seen-" + i));
            assertThat(recorded.status()).as(recorded.body().toString()).isEqualTo(200);
        }
    }

    private void collect() {
        String collections = "/v1/projects/" + PROJECT + "/collections";
        assertThat(lead.post(collections, Map.of("seed", 4)).status()).isEqualTo(202);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode job = lead.get(collections + "/latest").body();
        while (job.path("state").asText().equals("running") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            job = lead.get(collections + "/latest").body();
        }
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
    }

    @Override
    public void close() {
        trainer.close();
        generator.close();
    }
}
