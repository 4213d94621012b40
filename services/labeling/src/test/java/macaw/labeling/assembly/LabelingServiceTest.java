package macaw.labeling.assembly;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.labeling.texts.Sha256;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.Answer;
import macaw.v1.CollectOutputsRequest;
import macaw.v1.CollectProgress;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.FinishReason;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Output;
import macaw.v1.OutputRating;
import macaw.v1.Project;
import macaw.v1.RankGroup;
import macaw.v1.SnapshotRecord;
import macaw.v1.SnapshotRef;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Submitted;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class LabelingServiceTest {
    @TestHTTPResource
    URI address;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private LabelingServiceBlockingStub operator;

    @BeforeEach
    void connect() {
        operator = as(TestKeys.key(Roles.OPERATOR));
    }

    @AfterEach
    void hangUp() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private LabelingServiceBlockingStub as(String key) {
        ManagedChannel channel = ServiceChannels.open(address.getHost() + ":" + address.getPort(), Optional.of(key));
        channels.add(channel);
        return LabelingServiceGrpc.newBlockingStub(channel);
    }

    private static RequestSpecification rest(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    private String labelerKey(String name, boolean simulated) {
        return operator.addLabeler(AddLabelerRequest.newBuilder()
                        .setName(name)
                        .setSimulated(simulated)
                        .build())
                .getKey();
    }

    private void comparisons(String name, int prompts, int k) {
        operator.createProject(Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .setK(k)
                .addPolicies("sft@3")
                .build());
        addPrompts(
                name,
                IntStream.range(0, prompts)
                        .mapToObj(i -> "Write " + name + " " + i)
                        .toList());
    }

    private void demonstrations(String name, int prompts) {
        operator.createProject(Project.newBuilder()
                .setName(name)
                .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                .build());
        addPrompts(
                name,
                IntStream.range(0, prompts)
                        .mapToObj(i -> "Write " + name + " " + i)
                        .toList());
    }

    private void addPrompts(String project, List<String> texts) {
        var request = AddPromptsRequest.newBuilder().setProject(project);
        texts.forEach(text -> request.addPrompts(NewPrompt.newBuilder()
                .setPromptId("p" + request.getPromptsCount())
                .setText(text)));
        operator.addPrompts(request.build());
    }

    private CollectProgress collect(String project) {
        Iterator<CollectProgress> progress = operator.collectOutputs(CollectOutputsRequest.newBuilder()
                .setProject(project)
                .setSeed(7)
                .build());
        CollectProgress last = progress.next();
        while (progress.hasNext()) {
            last = progress.next();
        }
        return last;
    }

    private static Task next(LabelingServiceBlockingStub labeler, String project) {
        return labeler.nextTask(NextTaskRequest.newBuilder().setProject(project).build());
    }

    /** Whole and valid: everything rated 5 and answered with no, the shown order with the first two tied. */
    private static SubmitComparisonRequest.Builder comparison(Task task) {
        var request = SubmitComparisonRequest.newBuilder()
                .setLease(task.getLease())
                .setIdempotencyKey(task.getLease().getLeaseId())
                .setDurationMillis(1_200);
        for (Output output : task.getOutputsList()) {
            var rating = request.addRatingsBuilder()
                    .setOutputId(output.getOutputId())
                    .setOverall(5);
            task.getForm()
                    .getQuestionsList()
                    .forEach(question -> rating.putAnswers(question.getId(), Answer.ANSWER_NO));
        }
        List<String> ids =
                task.getOutputsList().stream().map(Output::getOutputId).toList();
        request.addRanking(RankGroup.newBuilder().addAllOutputIds(ids.subList(0, 2)));
        ids.subList(2, ids.size())
                .forEach(id -> request.addRanking(RankGroup.newBuilder().addOutputIds(id)));
        return request;
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("a refusal with " + code).isNotNull();
        assertThat(refusal.getTrailers().get(GrpcErrors.CODE))
                .as(refusal.toString())
                .isEqualTo(code);
    }

    @Test
    void outputsAreCollectedRatedRankedAndExportedTheSameWayForEver() {
        comparisons("whole", 3, 4);
        CollectProgress collected = collect("whole");
        assertThat(collected.getPromptsDone()).isEqualTo(3);
        assertThat(collected.getOutputs()).isEqualTo(12);
        assertThat(collect("whole")).isEqualTo(collected);

        var anna = as(labelerKey("Anna", true));
        for (int i = 0; i < 3; i++) {
            Task task = next(anna, "whole");
            assertThat(task.getOutputsList())
                    .hasSize(4)
                    .extracting(Output::getText)
                    .doesNotHaveDuplicates();
            assertThat(task.getOutputsList())
                    .extracting(Output::getFinishReason)
                    .doesNotContain(FinishReason.FINISH_REASON_UNSPECIFIED);
            Submitted submitted = anna.submitComparison(comparison(task).build());
            assertThat(submitted.getState()).isEqualTo("counting");
            assertThat(anna.submitComparison(comparison(task).build())).isEqualTo(submitted);
        }
        assertRefused("NO_TASK", () -> next(anna, "whole"));

        var service = as(TestKeys.key(Roles.SERVICE));
        var snapshot = service.createSnapshot(
                CreateSnapshotRequest.newBuilder().setProject("whole").build());
        assertThat(snapshot.getRecords()).isEqualTo(3);
        List<SnapshotRecord> records = new ArrayList<>();
        service.exportSnapshot(SnapshotRef.newBuilder()
                        .setSnapshotId(snapshot.getSnapshotId())
                        .build())
                .forEachRemaining(records::add);
        assertThat(records).hasSize(3).allSatisfy(record -> {
            var comparison = record.getComparison();
            assertThat(comparison.getRanking(0).getOutputIdsCount()).isEqualTo(2);
            assertThat(comparison.getOutputs(0).getPolicy().getNumber()).isEqualTo(3);
            assertThat(comparison.getSimulated()).isTrue();
        });
        String lines = rest(TestKeys.key(Roles.SERVICE))
                .get("/v1/snapshots/" + snapshot.getSnapshotId() + "/lines")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/x-ndjson"))
                .extract()
                .asString();
        assertThat(lines.lines()).hasSize(3);
        assertThat(Sha256.hex(lines)).isEqualTo(snapshot.getSha256());
        assertThat(lines.getBytes(StandardCharsets.UTF_8)).endsWith((byte) '\n');
    }

    @Test
    void aPromptThatHasTooFewDistinctOutputsIsRecordedAsShort() {
        comparisons("short", 1, 4);
        addPrompts("short", List.of("Write short 0", "Write always the same"));
        CollectProgress collected = collect("short");
        assertThat(collected.getPromptsDone()).isEqualTo(2);
        assertThat(collected.getPromptsShort()).isOne();
        assertThat(collected.getOutputs()).isEqualTo(5);
    }

    @Test
    void anUnknownPolicyEndsTheCollectionWithItsCode() {
        operator.createProject(Project.newBuilder()
                .setName("nobody")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .addPolicies("nobody")
                .build());
        addPrompts("nobody", List.of("Write."));
        assertRefused("POLICY_UNKNOWN", () -> collect("nobody"));
    }

    @Test
    void badWorkIsRefusedOverGrpcWithItsCodeAndLosesNothing() {
        comparisons("bad", 1, 4);
        collect("bad");
        var anna = as(labelerKey("Anna", false));
        Task task = next(anna, "bad");
        String first = task.getOutputs(0).getOutputId();

        var tooHigh = comparison(task);
        tooHigh.getRatingsBuilder(1).setOverall(8);
        assertRefused("RATING_OUT_OF_RANGE", () -> anna.submitComparison(tooHigh.build()));
        var unrated = comparison(task).setRatings(0, OutputRating.newBuilder().setOutputId(first));
        assertRefused("RATING_OUT_OF_RANGE", () -> anna.submitComparison(unrated.build()));
        var unanswered = comparison(task);
        unanswered.getRatingsBuilder(2).putAnswers("hallucination", Answer.ANSWER_UNSPECIFIED);
        assertRefused("QUESTION_UNANSWERED", () -> anna.submitComparison(unanswered.build()));
        var leftOut = comparison(task).removeRanking(1);
        assertRefused("RANKING_INCOMPLETE", () -> anna.submitComparison(leftOut.build()));
        var twice = comparison(task).addRanking(RankGroup.newBuilder().addOutputIds(first));
        assertRefused("RANKING_DUPLICATE", () -> anna.submitComparison(twice.build()));
        var other = comparison(task).addRanking(RankGroup.newBuilder().addOutputIds("elsewhere"));
        assertRefused("OUTPUT_UNKNOWN", () -> anna.submitComparison(other.build()));
        assertRefused(
                "REQUEST_INVALID",
                () -> anna.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                        .setLease(task.getLease())
                        .setText("text")
                        .setIdempotencyKey("k")
                        .build()));
        var ben = as(labelerKey("Ben", false));
        assertRefused("LEASE_LOST", () -> ben.submitComparison(comparison(task).build()));

        assertThat(anna.submitComparison(comparison(task).build()).getState()).isEqualTo("counting");
        var changed = comparison(task);
        changed.getRatingsBuilder(0).setOverall(2);
        assertRefused("SUBMISSION_CONFLICT", () -> anna.submitComparison(changed.build()));
    }

    @Test
    void badProjectsAndPromptsAreRefusedOverGrpcWithTheirCode() {
        var project = Project.newBuilder()
                .setName("k")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .addPolicies("sft");
        assertRefused(
                "K_OUT_OF_RANGE", () -> operator.createProject(project.setK(10).build()));
        assertRefused(
                "K_OUT_OF_RANGE", () -> operator.createProject(project.setK(1).build()));
        assertRefused(
                "REQUEST_INVALID",
                () -> operator.createProject(Project.newBuilder().setName("x").build()));
        demonstrations("prompts", 1);
        assertRefused("PROMPT_EMPTY", () -> addPrompts("prompts", List.of(" \n ")));
        assertRefused("PROMPT_CONFLICT", () -> addPrompts("prompts", List.of("another text")));
        assertRefused("PROJECT_UNKNOWN", () -> addPrompts("nowhere", List.of("text")));
    }

    @Test
    void badInputIsRefusedOverRestAsAProblemWithItsCode() {
        String key = TestKeys.key(Roles.OPERATOR);
        problem(
                rest(key)
                        .body("{\"name\":\"r\",\"kind\":\"comparison\",\"policies\":[\"sft\"],\"k\":10}")
                        .post("/v1/projects"),
                400,
                "K_OUT_OF_RANGE");
        problem(rest(key).body("{\"name\":\"r\",\"kind\":\"ranking\"}").post("/v1/projects"), 400, "REQUEST_INVALID");
        problem(rest(key).body("{\"name\":\"r\",\"kind\":").post("/v1/projects"), 400, "REQUEST_INVALID");
        rest(key)
                .body("{\"name\":\"over-rest\",\"kind\":\"comparison\",\"policies\":[\"sft\"],\"k\":3}")
                .post("/v1/projects")
                .then()
                .statusCode(200)
                .body("form", equalTo("instructgpt@1"));
        problem(
                rest(key).body("{\"prompts\":[{\"id\":\"a\",\"text\":\" \"}]}").post("/v1/projects/over-rest/prompts"),
                400,
                "PROMPT_EMPTY");
        rest(key)
                .body("{\"prompts\":[{\"id\":\"a\",\"text\":\"<script>alert(1)</script>\"}]}")
                .post("/v1/projects/over-rest/prompts")
                .then()
                .statusCode(200)
                .body("added", equalTo(1));
        rest(key)
                .post("/v1/projects/over-rest/collection?seed=5")
                .then()
                .statusCode(200)
                .body(containsString("\"promptsDone\":1"));

        String anna = labelerKey("Anna", false);
        Map<String, Object> task = rest(anna)
                .post("/v1/projects/over-rest/next-task")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
        String path = "/v1/tasks/" + task.get("id") + "/comparison";
        problem(rest(anna).body(work(task, 8, Map.of())).post(path), 400, "RATING_OUT_OF_RANGE");
        problem(rest(anna).body(work(task, 4, Map.of("hallucination", ""))).post(path), 400, "QUESTION_UNANSWERED");
        Map<String, Object> unranked = new HashMap<>(work(task, 4, Map.of()));
        unranked.put("ranking", List.of(ids(task).subList(0, 1)));
        problem(rest(anna).body(unranked).post(path), 400, "RANKING_INCOMPLETE");
        unranked.put("ranking", List.of(ids(task), ids(task).subList(0, 1)));
        problem(rest(anna).body(unranked).post(path), 400, "RANKING_DUPLICATE");
        rest(anna)
                .body(work(task, 4, Map.of()))
                .post(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("counting"));
        problem(rest(anna).body(work(task, 6, Map.of())).post(path), 409, "SUBMISSION_CONFLICT");
        problem(rest(anna).body("{}").post("/v1/tasks/nothing/comparison"), 404, "TASK_UNKNOWN");
        problem(rest(anna).post("/v1/projects/over-rest/next-task"), 404, "NO_TASK");

        rest(key)
                .get("/v1/projects/over-rest/submissions")
                .then()
                .statusCode(200)
                .body("[0].prompt", equalTo("<script>alert(1)</script>"))
                .body("[0].ranked.size()", equalTo(3));
    }

    private static void problem(io.restassured.response.Response response, int status, String code) {
        response.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code));
    }

    @SuppressWarnings("unchecked")
    private static List<String> ids(Map<String, Object> task) {
        return ((List<Map<String, String>>) task.get("outputs"))
                .stream().map(output -> output.get("id")).toList();
    }

    /** Whole and valid but for the rating given; an empty answer leaves its question out. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> work(Map<String, Object> task, int overall, Map<String, String> changed) {
        var form = (Map<String, Object>) task.get("form");
        Map<String, String> answers = new HashMap<>();
        ((List<Map<String, Object>>) form.get("questions"))
                .forEach(question -> answers.put((String) question.get("id"), "no"));
        answers.putAll(changed);
        answers.values().removeIf(String::isEmpty);
        return Map.of(
                "lease", ((Map<String, Object>) task.get("lease")).get("id"),
                "idempotencyKey", "one",
                "durationMillis", 10,
                "ranking", List.of(ids(task)),
                "ratings",
                        ids(task).stream()
                                .map(id -> Map.of("output", id, "overall", overall, "answers", answers))
                                .toList());
    }

    @Test
    void aLabelerSeesNoModelNameAndNobodyElsesRoutes() {
        comparisons("hidden", 1, 2);
        collect("hidden");
        String anna = labelerKey("Anna", false);
        String task = rest(anna)
                .post("/v1/projects/hidden/next-task")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(task).doesNotContain("sft").doesNotContain("p0");
        for (String path :
                List.of("/v1/projects/hidden/submissions", "/v1/projects/hidden/progress", "/labels/hidden")) {
            rest(anna).get(path).then().statusCode(403);
        }
        rest(anna).body("{}").post("/v1/projects/hidden/snapshots").then().statusCode(403);
        assertRefused(
                "FORBIDDEN",
                () -> as(anna).createSnapshot(CreateSnapshotRequest.newBuilder()
                        .setProject("hidden")
                        .build()));
        assertRefused("UNAUTHENTICATED", () -> next(as("mk_unknown"), "hidden"));
        assertRefused("FORBIDDEN", () -> next(operator, "hidden"));
        var elsewhere = NextTaskRequest.newBuilder()
                .setNamespace("other")
                .setProject("hidden")
                .build();
        assertRefused("PROJECT_UNKNOWN", () -> as(anna).nextTask(elsewhere));
    }

    @Test
    void pagesShowWhatIsRecordedAndMarkSimulatedLabelers() {
        demonstrations("shown", 2);
        var robot = as(labelerKey("Careful", true));
        Task task = next(robot, "shown");
        robot.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("<b>bold</b> & plain")
                .setIdempotencyKey("k")
                .build());
        String page = rest(TestKeys.key(Roles.OPERATOR))
                .get("/labels/shown")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .extract()
                .asString();
        assertThat(page)
                .contains("&lt;b&gt;bold&lt;/b&gt; &amp; plain")
                .contains("simulated")
                .doesNotContain("<b>");
        rest(labelerKey("Anna", false)).get("/work/shown").then().statusCode(200);
        rest(TestKeys.key(Roles.OPERATOR)).get("/").then().statusCode(200).body(containsString("shown"));
    }

    @Test
    void metricsCountSubmissionsLeasesAndWhatWaitsInTheOutbox() {
        demonstrations("measured", 1);
        var anna = as(labelerKey("Anna", false));
        Task task = next(anna, "measured");
        anna.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("text")
                .setIdempotencyKey("k")
                .build());
        String metrics = given().baseUri("http://127.0.0.1")
                .port(org.eclipse.microprofile.config.ConfigProvider.getConfig()
                        .getValue("quarkus.management.port", Integer.class))
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(metrics)
                .contains("macaw_outbox_pending")
                .containsPattern("macaw_submissions_total\\{kind=\"demonstration\"[^}]*} [1-9]")
                .contains("macaw_leases_expired_total");
    }
}
