package macaw.labeling.assembly;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import macaw.chassis.access.Roles;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.v1.DisagreementsRequest;
import macaw.v1.QualityRequest;
import macaw.v1.QualityServiceGrpc;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What judgement is worth, asked of the running service. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class QualityTest extends RunningLabeling {
    private static final String REVIEWER = TestKeys.key(Roles.REVIEWER);

    /**
     * Three labelers on outputs a b c of one task, and one of them alone on another.
     *
     * <pre>
     * Anna  a > b > c   6 5 2      Ben  a > b = c   6 5 5      Cem  b > a > c   5 6 2
     * pairwise       Anna-Ben 2 of 3, Anna-Cem 2 of 3, Ben-Cem 1 of 3 = 5 / 9; strictly 2 of 2, 2 of 3, 1 of 2 = 5 / 7
     * tau-b          (2 / sqrt(6) + 1/3 + 0) / 3
     * alpha, ratings units 6 6 5, 5 5 6, 2 5 2; n2 = 2, n5 = 4, n6 = 3; o25 = 1, o56 = 2
     *                1 - 8 (9 + 2 * 12.25) / (8 * 9 + 12 * 12.25 + 6 * 42.25) = 1 - 268 / 472.5
     * without Cem, who is simulated: pairwise 2 / 3
     * </pre>
     */
    @Test
    void agreementIsWhatIsComputedByHandOverRestAndGrpcAlike() throws Exception {
        threeLabelers("agree");
        JsonPath all = agreement("agree", "");
        assertThat(all.getInt("comparisons")).isEqualTo(4);
        assertThat(all.getInt("tasks")).isEqualTo(2);
        assertThat(all.getInt("sharedTasks")).isEqualTo(1);
        assertThat(all.getDouble("figures.pairwise.value")).isCloseTo(5.0 / 9, within(1e-6));
        assertThat(all.getDouble("figures.pairwise_strict.value")).isCloseTo(5.0 / 7, within(1e-6));
        assertThat(all.getDouble("figures.tau_b.value")).isCloseTo((2 / Math.sqrt(6) + 1.0 / 3) / 3, within(1e-6));
        assertThat(all.getDouble("figures.alpha_ratings.value")).isCloseTo(1 - 268 / 472.5, within(1e-6));
        assertThat(all.getInt("figures.pairwise.units")).isEqualTo(9);
        assertThat(all.getMap("figures.pairwise")).doesNotContainKeys("low", "high");
        // everybody answered no throughout: agreement, but nothing to correct by chance
        assertThat(all.getDouble("questions[0].sameAnswer.value")).isEqualTo(1);
        assertThat(all.getMap("questions[0].alpha")).doesNotContainKey("value");
        assertThat(all.getInt("questions[0].no")).isEqualTo(12);
        assertThat(all.getList("course.from")).hasSize(1);

        assertThat(agreement("agree", "?simulated=exclude").getDouble("figures.pairwise.value"))
                .isCloseTo(2.0 / 3, within(1e-6));
        assertThat(agreement("agree", "?simulated=only").getMap("figures.pairwise"))
                .doesNotContainKey("value");
        assertThat(agreement("agree", "?submittedUntil=2020-01-01").getInt("comparisons"))
                .isZero();

        var channel = ServiceChannels.open(address.getHost() + ":" + address.getPort(), Optional.of(REVIEWER));
        try {
            var stub = QualityServiceGrpc.newBlockingStub(channel);
            var request = QualityRequest.newBuilder().setProject("agree").build();
            var agreement = stub.getAgreement(request);
            assertThat(agreement.getFiguresOrThrow("pairwise").getValue()).isCloseTo(5.0 / 9, within(1e-12));
            assertThat(agreement.getFiguresOrThrow("alpha_ratings").getValue())
                    .isCloseTo(1 - 268 / 472.5, within(1e-12));
            assertThat(agreement.getFiguresOrThrow("pairwise").hasLow()).isFalse();
            assertThat(agreement.getLabelersList()).hasSize(3);
            assertThat(stub.listLabelerQuality(request).getLabelersList())
                    .extracting(labeler -> labeler.getTime().getMedianMillis())
                    .containsOnly(4_000L);
            var disagreements = stub.listDisagreements(
                    DisagreementsRequest.newBuilder().setOf(request).build());
            assertThat(disagreements.getTotal()).isOne();
            assertThat(disagreements.getTasks(0).getSubmissionsList()).hasSize(3);
            assertRefused(
                    "REQUEST_INVALID",
                    () -> stub.getAgreement(request.toBuilder().setBy("hour").build()));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void disagreementsShowLeadsWhatLabelersNeverSee() throws Exception {
        threeLabelers("dispute");
        JsonPath page = rest(REVIEWER)
                .get("/v1/projects/dispute/disagreements")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(page.getInt("total")).isOne();
        assertThat(page.getDouble("tasks[0].disagreement")).isCloseTo(4.0 / 9, within(1e-6));
        assertThat(page.getInt("tasks[0].labelers")).isEqualTo(3);
        assertThat(page.getList("tasks[0].outputs.policies.flatten()"))
                .allSatisfy(policy -> assertThat(policy.toString()).isEqualTo("default/sft@3"));
        assertThat(page.getList("tasks[0].submissions.name")).containsExactly("Anna", "Ben", "Cem");
        assertThat(page.getList("tasks[0].submissions.simulated")).containsExactly(false, false, true);
        assertThat(page.getString("tasks[0].submissions[0].comment")).isEqualTo("Anna thought so");
        assertThat(page.getString("tasks[0].submissions[0].state")).isEqualTo("counting");
        assertThat(page.getList("tasks[0].submissions[1].outputs.rank")).containsExactlyInAnyOrder(1, 2, 2);
        JsonPath labelers = rest(TestKeys.key(Roles.OPERATOR))
                .get("/v1/projects/dispute/quality")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(labelers.getList("submissions")).containsExactlyInAnyOrder(2, 1, 1);
        assertThat(labelers.getMap("[0].gold")).doesNotContainKey("share");
    }

    @Test
    void agreementIsAMetricOnceTwoLabelersHaveJudgedOneTask() throws Exception {
        threeLabelers("gauged");
        for (Map.Entry<String, Double> expected :
                Map.of("pairwise", 5.0 / 9, "alpha_ratings", 1 - 268 / 472.5).entrySet()) {
            await(() -> {
                var found = Pattern.compile("macaw_agreement_ratio\\{measure=\"" + expected.getKey()
                                + "\",project=\"gauged\"[^}]*} (\\S+)")
                        .matcher(metrics());
                return found.find() && Math.abs(Double.parseDouble(found.group(1)) - expected.getValue()) < 1e-9;
            });
        }
    }

    private static String metrics() {
        return given().baseUri("http://127.0.0.1")
                .port(ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class))
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static void await(BooleanSupplier condition) {
        var end = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the metric appears").isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void labelersAreRefusedAndWrongQueriesNameTheirField() {
        comparisons("closed", 1, 2);
        String anna = labelerKey("Anna", false);
        for (String path : List.of("agreement", "quality", "disagreements")) {
            rest(anna).get("/v1/projects/closed/" + path).then().statusCode(403);
            rest(REVIEWER)
                    .get("/v1/projects/nowhere/" + path)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("PROJECT_UNKNOWN"));
            refused(path, "simulated=maybe", "simulated");
            refused(path, "splits=train,exam", "splits");
            refused(path, "submittedFrom=yesterday", "submittedFrom");
            refused(path, "submittedFrom=2026-02-01&submittedUntil=2026-01-01", "until");
        }
        refused("agreement", "by=hour", "by");
    }

    private static void refused(String path, String query, String field) {
        rest(REVIEWER)
                .get("/v1/projects/closed/" + path + "?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"))
                .body("detail", containsString(field));
    }

    private JsonPath agreement(String project, String query) {
        return rest(REVIEWER)
                .get("/v1/projects/" + project + "/agreement" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void threeLabelers(String project) {
        rest(TestKeys.key(Roles.OPERATOR))
                .body(Map.of("name", project, "kind", "comparison", "k", 3, "overlap", 3, "policies", List.of("sft@3")))
                .post("/v1/projects")
                .then()
                .statusCode(200);
        addPrompts(project, List.of("Write " + project + " 0", "Write " + project + " 1"));
        collect(project);
        String anna = labelerKey("Anna", false);
        submit(anna, project, List.of(List.of(0), List.of(1), List.of(2)), List.of(6, 5, 2), "Anna thought so");
        submit(labelerKey("Ben", false), project, List.of(List.of(0), List.of(1, 2)), List.of(6, 5, 5), "");
        submit(labelerKey("Cem", true), project, List.of(List.of(1), List.of(0), List.of(2)), List.of(5, 6, 2), "");
        submit(anna, project, List.of(List.of(0), List.of(1), List.of(2)), List.of(7, 4, 1), "");
    }

    /** Outputs by number in the order of their ids, which is the same for everybody. */
    private void submit(
            String key, String project, List<List<Integer>> ranking, List<Integer> overall, String comment) {
        JsonPath task = rest(key)
                .post("/v1/projects/" + project + "/next-task")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<String> outputs =
                task.<String>getList("outputs.id").stream().sorted().toList();
        List<Map<String, Object>> ratings = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Map<String, String> answers = new HashMap<>();
            task.<String>getList("form.questions.id").forEach(question -> answers.put(question, "no"));
            ratings.add(Map.of("output", outputs.get(i), "overall", overall.get(i), "answers", answers));
        }
        rest(key)
                .body(Map.of(
                        "lease",
                        task.getString("lease.id"),
                        "ratings",
                        ratings,
                        "ranking",
                        ranking.stream()
                                .map(group -> group.stream().map(outputs::get).toList())
                                .toList(),
                        "comment",
                        comment,
                        "idempotencyKey",
                        task.getString("lease.id"),
                        "durationMillis",
                        4_000))
                .post("/v1/tasks/" + task.getString("id") + "/comparison")
                .then()
                .statusCode(200);
    }
}
