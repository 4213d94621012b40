package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.VersionKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lead's project from its prompts to a reward model: a file of prompts as it was published, five outputs each, three simulated labelers,
 * their agreement, TRL's rows, and a run of the trainer on the same snapshot.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class LabelingProjectTest {
    private static final Path PUBLISHED = Path.of(System.getProperty("macaw.root"))
            .resolve("../shared/data/demonstrations/self-instruct/seed_tasks.jsonl");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PROMPTS = 20;
    private static final int K = 5;
    private static final int LABELERS = 3;

    @Test
    void promptsInAndARewardModelOut(LocalStack stack, @TempDir Path directory) throws IOException {
        try (var trainer =
                new Caller(stack.address(Service.TRAINER), stack.keys().operator())) {
            Uploads.checkpoint(
                    trainer,
                    VersionKind.VERSION_KIND_POLICY,
                    "judged",
                    TinyCheckpoints.policy(directory.resolve("p"), 6));
            var lead =
                    new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
            project(lead);
            collect(lead);
            for (int i = 0; i < LABELERS; i++) {
                label(stack, lead, i);
            }
            assertAgreement(lead);
            String snapshot = assertRows(lead);
            assertRewardModel(stack, trainer, snapshot);
        }
    }

    private static void project(JsonCaller lead) throws IOException {
        assertThat(lead.post(
                                "/v1/projects",
                                Map.of(
                                        "name",
                                        "whole",
                                        "kind",
                                        "comparison",
                                        "k",
                                        K,
                                        "overlap",
                                        LABELERS,
                                        "policies",
                                        List.of("judged"),
                                        "sampling",
                                        Map.of("temperature", 1, "maxTokens", 12)))
                        .status())
                .isEqualTo(200);
        var added = lead.postFile("/v1/projects/whole/prompts/file?format=jsonl", prompts());
        assertThat(added.status()).as(added.body().toString()).isEqualTo(200);
        assertThat(added.body().path("added").asInt()).isEqualTo(PROMPTS);
    }

    /** The shortest of Self-Instruct's published tasks, for the policy reads few tokens; without them beside the project some of the same shape. */
    private static byte[] prompts() throws IOException {
        List<String> lines = Files.exists(PUBLISHED)
                ? Files.readAllLines(PUBLISHED).stream()
                        .sorted(Comparator.comparing(LabelingProjectTest::length))
                        .limit(PROMPTS)
                        .toList()
                : IntStream.range(0, PROMPTS)
                        .mapToObj(i ->
                                "{\"id\":\"task_%d\",\"instruction\":\"Name %d birds.\",\"instances\":[{\"input\":\"\",\"output\":\"\"}]}"
                                        .formatted(i, i + 1))
                        .toList();
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static int length(String line) {
        try {
            JsonNode task = new ObjectMapper().readTree(line);
            return task.path("instruction").asText().length()
                    + task.path("instances").path(0).path("input").asText().length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonCaller lead) {
        assertThat(lead.post("/v1/projects/whole/collections", Map.of("seed", 4))
                        .status())
                .isEqualTo(202);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode job = lead.get("/v1/projects/whole/collections/latest").body();
        while (job.path("state").asText().equals("running") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            job = lead.get("/v1/projects/whole/collections/latest").body();
        }
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.path("promptsDone").asInt()).isEqualTo(PROMPTS);
        assertThat(job.path("outputs").asInt()).isEqualTo(PROMPTS * K);
    }

    /** Ranks by length, longest first; the third labeler the other way round in every fifth task, and nobody tells two of one length apart. */
    private static void label(LocalStack stack, JsonCaller lead, int number) {
        var account = lead.post("/v1/labelers", Map.of("name", "simulated " + number, "simulated", true));
        var labeler = new JsonCaller(stack.address(Service.LABELING), account.text("key"));
        for (int done = 0; done < PROMPTS; done++) {
            JsonNode task =
                    labeler.post("/v1/projects/whole/next-task", Map.of()).body();
            assertThat(task.path("outputs")).as(task.toString()).hasSize(K);
            Comparator<Integer> better = Comparator.reverseOrder();
            if (number == LABELERS - 1
                    && Math.floorMod(task.path("prompt").asText().hashCode(), 5) == 0) {
                better = Comparator.naturalOrder();
            }
            var recorded = labeler.post(
                    "/v1/tasks/" + task.path("id").asText() + "/comparison", comparison(task, better, "whole-" + done));
            assertThat(recorded.text("state")).as(recorded.body().toString()).isEqualTo("counting");
        }
        assertThat(labeler.post("/v1/projects/whole/next-task", Map.of()).text("code"))
                .isEqualTo("NO_TASK");
    }

    static Map<String, Object> comparison(JsonNode task, Comparator<Integer> better, String key) {
        List<JsonNode> outputs = elements(task.path("outputs"));
        Map<Integer, List<String>> byLength = outputs.stream()
                .collect(Collectors.groupingBy(
                        output -> output.path("text").asText().length(),
                        () -> new TreeMap<>(better),
                        Collectors.mapping(output -> output.path("id").asText(), Collectors.toList())));
        Map<String, String> answers = elements(task.path("form").path("questions")).stream()
                .collect(Collectors.toMap(question -> question.path("id").asText(), question -> "no"));
        List<Map<String, Object>> ratings = new ArrayList<>();
        int overall = 7;
        for (List<String> group : byLength.values()) {
            for (String output : group) {
                ratings.add(Map.of("output", output, "overall", overall, "answers", answers));
            }
            overall--;
        }
        return Map.of(
                "lease",
                task.path("lease").path("id").asText(),
                "ratings",
                ratings,
                "ranking",
                List.copyOf(byLength.values()),
                "idempotencyKey",
                key,
                "durationMillis",
                20_000);
    }

    private static void assertAgreement(JsonCaller lead) {
        JsonNode agreement = lead.get("/v1/projects/whole/agreement").body();
        assertThat(agreement.path("comparisons").asInt()).isEqualTo(PROMPTS * LABELERS);
        assertThat(agreement.path("sharedTasks").asInt()).isEqualTo(PROMPTS);
        for (String measure : List.of("pairwise", "tau_b", "alpha_ratings", "alpha_ranks")) {
            JsonNode figure = agreement.path("figures").path(measure);
            assertThat(figure.path("value").asDouble())
                    .as(measure + ": " + figure)
                    .isLessThan(1)
                    .isBetween(
                            figure.path("low").asDouble(), figure.path("high").asDouble());
        }
        assertThat(agreement.path("labelers")).hasSize(LABELERS);
    }

    /** One row of TRL's for each pair that a labeler ordered. */
    private static String assertRows(JsonCaller lead) {
        String snapshot = lead.post("/v1/projects/whole/snapshots", Map.of()).text("id");
        List<JsonNode> lines = lead.lines("/v1/snapshots/" + snapshot + "/lines");
        assertThat(lines).hasSize(PROMPTS * LABELERS);
        int ordered = lines.stream()
                .mapToInt(line -> ordered(elements(line.path("ranking")).stream()
                        .mapToInt(JsonNode::size)
                        .toArray()))
                .sum();
        List<JsonNode> rows = lead.lines("/v1/snapshots/" + snapshot + "/trl/preference");
        assertThat(rows).hasSize(ordered).allSatisfy(row -> {
            assertThat(row.path("prompt").asText()).isNotBlank();
            assertThat(row.path("chosen").asText())
                    .isNotBlank()
                    .isNotEqualTo(row.path("rejected").asText());
            assertThat(((ObjectNode) row).properties()).hasSize(3);
        });
        return snapshot;
    }

    /** Pairs of outputs in different groups. */
    private static int ordered(int[] groups) {
        int pairs = 0;
        int before = 0;
        for (int group : groups) {
            pairs += before * group;
            before += group;
        }
        return pairs;
    }

    private static void assertRewardModel(LocalStack stack, Caller trainer, String snapshot) {
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setNamespace("default")
                        .setRunId("of-the-project")
                        .setKind(RunKind.RUN_KIND_REWARD)
                        .setSettingsJson(
                                "{\"output\": \"of-the-project\", \"model\": \"judged\", \"epochs\": 1, \"batchSize\": 4, \"data\": \"snapshot:"
                                        + snapshot + "\"}")
                        .build());
        Run run = TinyPpo.await(trainer, "of-the-project", TinyPpo::ended);
        assertThat(run.getState()).as(run.toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
