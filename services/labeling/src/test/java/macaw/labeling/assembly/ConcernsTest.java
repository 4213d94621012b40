package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.AnswerQuestionRequest;
import macaw.v1.AskLeadRequest;
import macaw.v1.ConcernServiceGrpc;
import macaw.v1.ConcernsRequest;
import macaw.v1.FlagPromptRequest;
import macaw.v1.GetMeRequest;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.LeadQuestion;
import macaw.v1.OwnProgressRequest;
import macaw.v1.OwnWorkRequest;
import macaw.v1.Preferences;
import macaw.v1.ResolveFlagRequest;
import macaw.v1.SkipTaskRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskRef;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What labelers tell leads and choose for themselves, over REST and gRPC. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class ConcernsTest extends RunningLabeling {
    private static final String SCRIPT = "<script>alert(1)</script>";

    private final String lead = TestKeys.key(Roles.REVIEWER);

    @Test
    void skipsFlagsAndQuestionsReachLeadsOverRest() {
        demonstrations("concerns", 2);
        String anna = labelerKey("Anna", true);
        Task task = next(as(anna), "concerns");
        String path = "/v1/tasks/" + task.getTaskId();

        rest(anna)
                .body(Map.of("kind", "unclear", "comment", SCRIPT))
                .post(path + "/flags")
                .then()
                .statusCode(200)
                .body("kind", equalTo("unclear"))
                .body("flaggedAt", notNullValue());
        String flag = rest(lead)
                .get("/v1/projects/concerns/flags?open=true")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].comment", equalTo(SCRIPT))
                .body("[0].labeler.name", equalTo("Anna"))
                .body("[0].labeler.simulated", equalTo(true))
                .body("[0].promptId", equalTo("p0"))
                .body("[0].resolution", nullValue())
                .extract()
                .path("[0].id");
        rest(lead)
                .body(Map.of("action", "keep", "comment", "clear enough"))
                .post("/v1/flags/" + flag + "/resolution")
                .then()
                .statusCode(200)
                .body("action", equalTo("keep"))
                .body("by", notNullValue());
        rest(lead)
                .get("/v1/projects/concerns/flags?open=true")
                .then()
                .statusCode(200)
                .body("", hasSize(0));

        String question = rest(anna)
                .body(Map.of("text", "How long? " + SCRIPT))
                .post(path + "/questions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        rest(lead)
                .get("/v1/projects/concerns/questions")
                .then()
                .statusCode(200)
                .body("[0].text", equalTo("How long? " + SCRIPT))
                .body("[0].answer", nullValue());
        rest(lead)
                .body(Map.of("text", "Short."))
                .post("/v1/questions/" + question + "/answer")
                .then()
                .statusCode(200)
                .body("text", equalTo("Short."));
        String mine = rest(anna)
                .get("/v1/projects/concerns/my/questions")
                .then()
                .statusCode(200)
                .body("[0].answer", equalTo("Short."))
                .body("[0].answeredAt", notNullValue())
                .body("[0].prompt", equalTo("Write concerns 0"))
                .extract()
                .asString();
        assertThat(mine).doesNotContain("p0").doesNotContain("lead").doesNotContain("reviewer");

        rest(anna)
                .body(Map.of("lease", task.getLease().getLeaseId(), "reason", "too_hard"))
                .post(path + "/skip")
                .then()
                .statusCode(200)
                .body("reason", equalTo("too_hard"));
        rest(lead)
                .get("/v1/projects/concerns/skips")
                .then()
                .statusCode(200)
                .body("[0].skips", equalTo(1))
                .body("[0].reasons", equalTo(Map.of("too_hard", 1)));
        rest(anna)
                .get("/v1/projects/concerns/my/progress?zone=Europe/Berlin")
                .then()
                .statusCode(200)
                .body("submitted", equalTo(0))
                .body("medianMillis", nullValue())
                .body("tasksLeft", equalTo(1))
                .body("questionsAnswered", equalTo(1));
    }

    @Test
    void whatIsWrongIsRefusedOverRestByTheFieldsName() {
        demonstrations("wrong-concerns", 1);
        String anna = labelerKey("Anna", false);
        String ben = labelerKey("Ben", false);
        Task task = next(as(anna), "wrong-concerns");
        String path = "/v1/tasks/" + task.getTaskId();
        String lease = task.getLease().getLeaseId();
        problem(rest(anna).body(Map.of("lease", lease)).post(path + "/skip"), 400, "REQUEST_INVALID", "reason must be");
        problem(
                rest(anna).body(Map.of("lease", lease, "reason", "bored")).post(path + "/skip"),
                400,
                "REQUEST_INVALID",
                "reason must be");
        problem(
                rest(anna).body(Map.of("lease", lease, "reason", "other")).post(path + "/skip"),
                400,
                "TEXT_EMPTY",
                "comment");
        problem(rest(anna).body(Map.of("reason", "unclear")).post(path + "/skip"), 409, "LEASE_LOST", "lease");
        problem(
                rest(ben).body(Map.of("lease", lease, "reason", "unclear")).post(path + "/skip"),
                409,
                "LEASE_LOST",
                "lease");
        problem(rest(anna).body("{}").post(path + "/flags"), 400, "REQUEST_INVALID", "kind must be");
        problem(
                rest(anna)
                        .body(Map.of("kind", "harmful", "comment", "x".repeat(5_001)))
                        .post(path + "/flags"),
                400,
                "TEXT_TOO_LONG",
                "comment");
        problem(rest(ben).body(Map.of("kind", "harmful")).post(path + "/flags"), 409, "LEASE_LOST", "task");
        problem(rest(anna).body("{}").post(path + "/questions"), 400, "TEXT_EMPTY", "text");
        problem(
                rest(anna).body(Map.of("text", "bell \u0007")).post(path + "/questions"),
                400,
                "TEXT_INVALID",
                "text holds U+0007");
        problem(rest(anna).body("{\"text\":\"half \\ud83d\"}").post(path + "/questions"), 400, "TEXT_INVALID", "text");
        byte[] broken = "{\"text\":\"?\"}".getBytes(StandardCharsets.ISO_8859_1);
        broken[9] = (byte) 0xC3;
        problem(rest(anna).body(broken).post(path + "/questions"), 400, "REQUEST_INVALID", "");
        problem(rest(anna).body("[]").post(path + "/questions"), 400, "REQUEST_INVALID", "");
        problem(rest(anna).body("{\"text\":\"a\"}").post("/v1/tasks/x/questions"), 404, "TASK_UNKNOWN", "");
        problem(rest(lead).body("{\"text\":\"a\"}").post("/v1/questions/x/answer"), 404, "INQUIRY_UNKNOWN", "");
        problem(rest(lead).body("{\"action\":\"keep\"}").post("/v1/flags/x/resolution"), 404, "FLAG_UNKNOWN", "");
        problem(rest(lead).get("/v1/projects/nowhere/flags"), 404, "PROJECT_UNKNOWN", "");
        problem(
                rest(anna).get("/v1/projects/wrong-concerns/my/progress?zone=Mars"),
                400,
                "REQUEST_INVALID",
                "zone must be");
        problem(rest(anna).body("{}").put("/v1/me"), 400, "REQUEST_INVALID", "")
                .body("detail", containsString("sensitiveOptOut"));
        problem(rest(anna).get("/v1/projects/wrong-concerns/flags"), 403, "FORBIDDEN", "");
        problem(rest(lead).body("{}").post(path + "/questions"), 403, "FORBIDDEN", "");
    }

    @Test
    void theSameIsThereOverGrpc() {
        demonstrations("grpc-concerns", 2);
        var anna = as(labelerKey("Anna", false));
        Task task = next(anna, "grpc-concerns");
        var ref = TaskRef.newBuilder().setTaskId(task.getTaskId()).build();
        var desk = LabelerServiceGrpc.newBlockingStub(anna.getChannel());
        var concerns = ConcernServiceGrpc.newBlockingStub(operator.getChannel());
        var all = ConcernsRequest.newBuilder().setProject("grpc-concerns").build();

        var flag = FlagPromptRequest.newBuilder().setTask(ref);
        assertRefused(
                "REQUEST_INVALID", () -> desk.flagPrompt(flag.setKind("dull").build()));
        String flagged = desk.flagPrompt(flag.setKind("unclear").build()).getFlagId();
        assertThat(concerns.listFlags(all).getFlags(0).getOrigin().getLabelerName())
                .isEqualTo("Anna");
        var resolve = ResolveFlagRequest.newBuilder().setFlagId(flagged);
        assertRefused("REQUEST_INVALID", () -> concerns.resolveFlag(resolve.build()));
        assertThat(concerns.resolveFlag(resolve.setAction("keep").build())
                        .getResolution()
                        .getAction())
                .isEqualTo("keep");
        assertRefused(
                "FLAG_UNKNOWN",
                () -> concerns.resolveFlag(resolve.clone().setFlagId("none").build()));

        LeadQuestion asked = desk.askLead(
                AskLeadRequest.newBuilder().setTask(ref).setText("How long?").build());
        assertThat(concerns.listQuestions(all).getQuestions(0).getOrigin().getPromptId())
                .isEqualTo("p0");
        concerns.answerQuestion(AnswerQuestionRequest.newBuilder()
                .setQuestionId(asked.getQuestionId())
                .setText("Short.")
                .build());
        var own = OwnWorkRequest.newBuilder().setProject("grpc-concerns").build();
        LeadQuestion answered = desk.listOwnQuestions(own).getQuestions(0);
        assertThat(answered.getAnswer()).isEqualTo("Short.");
        assertThat(answered.getAnsweredBy()).isEmpty();
        assertThat(answered.hasOrigin()).isFalse();

        anna.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("An answer")
                .setIdempotencyKey("k")
                .setDurationMillis(1_200)
                .build());
        Task second = next(anna, "grpc-concerns");
        assertThat(desk.skipTask(SkipTaskRequest.newBuilder()
                                .setLease(second.getLease())
                                .setReason("language")
                                .build())
                        .getReason())
                .isEqualTo("language");
        assertThat(concerns.listSkips(all).getPrompts(0).getReasonsMap()).isEqualTo(Map.of("language", 1));
        assertRefused("NO_TASK", () -> next(anna, "grpc-concerns"));

        var progress = desk.getOwnProgress(
                OwnProgressRequest.newBuilder().setProject("grpc-concerns").build());
        assertThat(progress.getSubmitted()).isOne();
        assertThat(progress.getMedianMillis()).isEqualTo(1_200);
        assertThat(progress.getLastHour()).isOne();
        assertThat(progress.getTasksLeft()).isZero();
        var submitted = desk.listOwnSubmissions(own).getSubmissions(0);
        assertThat(submitted.getState()).isEqualTo("counting");
        assertThat(submitted.getEditable()).isTrue();

        assertThat(desk.getMe(GetMeRequest.getDefaultInstance()).getSensitiveOptOut())
                .isFalse();
        assertThat(desk.choosePreferences(Preferences.newBuilder()
                                .setSensitiveOptOut(true)
                                .build())
                        .getSensitiveOptOut())
                .isTrue();
        assertThat(desk.getMe(GetMeRequest.getDefaultInstance()).getSensitiveOptOut())
                .isTrue();
    }

    @Test
    void whoOptsOutIsNotGivenSensitivePrompts() {
        rest(TestKeys.key(Roles.OPERATOR))
                .body("{\"name\":\"opted\",\"kind\":\"demonstration\"}")
                .post("/v1/projects")
                .then()
                .statusCode(200);
        rest(TestKeys.key(Roles.OPERATOR))
                .body(
                        "{\"prompts\":[{\"id\":\"s\",\"text\":\"Text\",\"sensitive\":true,\"contentWarning\":\"Blood\"}]}")
                .post("/v1/projects/opted/prompts")
                .then()
                .statusCode(200);
        String anna = labelerKey("Anna", false);
        rest(anna)
                .get("/v1/me")
                .then()
                .statusCode(200)
                .body("name", equalTo("Anna"))
                .body("pseudonym", startsWith("labeler-"))
                .body("simulated", equalTo(false))
                .body("sensitiveOptOut", equalTo(false));
        rest(anna)
                .post("/v1/projects/opted/next-task")
                .then()
                .statusCode(200)
                .body("sensitive", equalTo(true))
                .body("contentWarning", equalTo("Blood"));
        rest(anna)
                .body("{\"sensitiveOptOut\":true}")
                .put("/v1/me")
                .then()
                .statusCode(200)
                .body("sensitiveOptOut", equalTo(true));
        problem(rest(anna).post("/v1/projects/opted/next-task"), 404, "NO_TASK", "");
        rest(anna).get("/v1/projects/opted/my/progress").then().statusCode(200).body("tasksLeft", equalTo(0));
    }

    @Test
    void ownHistoryShowsWhatWasHandedInAndNoPromptIds() {
        demonstrations("own-history", 1);
        String anna = labelerKey("Anna", false);
        Task task = next(as(anna), "own-history");
        as(anna).submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("An answer")
                .setIdempotencyKey("k")
                .build());
        rest(anna)
                .get("/v1/projects/own-history/my/submissions?offset=-1&limit=100000")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].task", equalTo(task.getTaskId()))
                .body("[0].kind", equalTo("demonstration"))
                .body("[0].prompt", equalTo("Write own-history 0"))
                .body("[0].state", equalTo("counting"))
                .body("[0].cause", nullValue())
                .body("[0].reviewComment", nullValue())
                .body("[0].revision", equalTo(1))
                .body("[0].editable", equalTo(true))
                .body(not(containsString("\"p0\"")));
        rest(labelerKey("Ben", false))
                .get("/v1/projects/own-history/my/submissions")
                .then()
                .statusCode(200)
                .body("", hasSize(0));
    }

    private static ValidatableResponse problem(Response response, int status, String code, String detail) {
        return response.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code))
                .body("detail", startsWith(detail));
    }
}
