package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.cycle.JsonCaller.Reply;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.VersionKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a labeler hands in that cannot be right is refused with its code, nothing of it is stored, and the same work done right counts. */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelingInputTest {
    private static final String PROJECT = "bad-input";
    private static final int K = 3;

    private JsonCaller operator;
    private JsonCaller labeler;

    /** A labeler's work on a task, complete and right until a test spoils it. */
    private static final class Work {
        final List<Rating> ratings = new ArrayList<>();
        final List<List<String>> ranking = new ArrayList<>();

        Work(JsonNode task) {
            task.path("outputs").forEach(output -> {
                ratings.add(new Rating(output.path("id").asText(), 4, new ArrayList<>()));
                ranking.add(new ArrayList<>(List.of(output.path("id").asText())));
            });
            task.path("form")
                    .path("questions")
                    .forEach(question -> ratings.forEach(
                            rating -> rating.answers().add(question.path("id").asText())));
        }

        void rate(int overall) {
            ratings.set(
                    0,
                    new Rating(
                            ratings.getFirst().output(),
                            overall,
                            ratings.getFirst().answers()));
        }

        Object body(JsonNode task) {
            return Map.of(
                    "lease", task.path("lease").path("id").asText(),
                    "idempotencyKey", UUID.randomUUID().toString(),
                    "ratings", ratings.stream().map(Rating::body).toList(),
                    "ranking", ranking);
        }
    }

    private record Rating(String output, int overall, List<String> answers) {
        Object body() {
            return Map.of(
                    "output",
                    output,
                    "overall",
                    overall,
                    "answers",
                    answers.stream().collect(Collectors.toMap(question -> question, question -> "no")));
        }
    }

    @BeforeAll
    void aProjectWithTasks(LocalStack stack, @TempDir Path directory) throws Exception {
        try (Caller trainer =
                new Caller(stack.address(Service.TRAINER), stack.keys().operator())) {
            Uploads.checkpoint(
                    trainer,
                    VersionKind.VERSION_KIND_POLICY,
                    "judged",
                    1,
                    TinyCheckpoints.policy(directory.resolve("judged"), 6));
        }
        operator = new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
        assertThat(operator.post("/v1/projects", project(PROJECT, K)).status()).isEqualTo(200);
        List<?> prompts = IntStream.range(0, 8)
                .mapToObj(i -> Map.of("id", "prompt-" + i, "text", "Write a list of " + i + " eggs."))
                .toList();
        operator.post("/v1/projects/" + PROJECT + "/prompts", Map.of("prompts", prompts));
        operator.post("/v1/projects/" + PROJECT + "/collection?seed=1", Map.of());
        assertThat(progress("tasksOpen")).as("tasks with outputs").isEqualTo(8);
        Reply added = operator.post("/v1/labelers", Map.of("name", "simulated", "simulated", true));
        labeler = new JsonCaller(stack.address(Service.LABELING), added.text("key"));
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                spoilt("RATING_OUT_OF_RANGE", "a rating of 8", work -> work.rate(8)),
                spoilt("RATING_OUT_OF_RANGE", "a rating of 0", work -> work.rate(0)),
                spoilt("RATING_INCOMPLETE", "an output without a rating", work -> work.ratings.removeFirst()),
                spoilt(
                        "QUESTION_UNANSWERED",
                        "an unanswered question",
                        work -> work.ratings.getLast().answers().removeLast()),
                spoilt("RANKING_INCOMPLETE", "a ranking that leaves one out", work -> work.ranking.removeLast()),
                spoilt(
                        "RANKING_DUPLICATE",
                        "a ranking that names one twice",
                        work -> work.ranking
                                .getLast()
                                .add(work.ranking.getFirst().getFirst())),
                spoilt(
                        "OUTPUT_UNKNOWN",
                        "a ranking of another task's output",
                        work -> work.ranking.getLast().set(0, UUID.randomUUID().toString())));
    }

    private static Arguments spoilt(String code, String what, Consumer<Work> spoil) {
        return Arguments.of(code, what, spoil);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("spoilt")
    void wrongWorkIsRefusedAndTheSameWorkDoneRightCounts(String code, String what, Consumer<Work> spoil) {
        JsonNode task =
                labeler.post("/v1/projects/" + PROJECT + "/next-task", Map.of()).body();
        String door = "/v1/tasks/" + task.path("id").asText() + "/comparison";
        Work wrong = new Work(task);
        spoil.accept(wrong);
        int before = progress("submissions");

        refused(labeler.post(door, wrong.body(task)), 400, code);
        assertThat(progress("submissions")).isEqualTo(before);

        Reply recorded = labeler.post(door, new Work(task).body(task));
        assertThat(recorded.status()).as(recorded.toString()).isEqualTo(200);
        assertThat(recorded.text("state")).isEqualTo("counting");
        assertThat(progress("submissions")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void aProjectWhoseKIsOutOfRangeIsNotMade(int k) {
        refused(operator.post("/v1/projects", project("k-" + k, k)), 400, "K_OUT_OF_RANGE");
        refused(operator.get("/v1/projects/k-" + k), 404, "PROJECT_UNKNOWN");
    }

    @Test
    void theLargestKIsAccepted() {
        assertThat(operator.post("/v1/projects", project("k-9", 9)).status()).isEqualTo(200);
    }

    private static void refused(Reply reply, int status, String code) {
        assertThat(reply.text("code")).as(reply.toString()).isEqualTo(code);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.type()).startsWith("application/problem+json");
        assertThat(reply.text("detail")).isNotBlank();
    }

    private static Object project(String name, int k) {
        return Map.of(
                "name",
                name,
                "kind",
                "comparison",
                "k",
                k,
                "overlap",
                1,
                "policies",
                List.of("judged"),
                "sampling",
                Map.of("maxTokens", 8));
    }

    private int progress(String what) {
        return operator.get("/v1/projects/" + PROJECT + "/progress")
                .body()
                .path(what)
                .asInt();
    }
}
