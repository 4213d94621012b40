package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import macaw.v1.Draft;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.SaveDraftRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskRef;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a labeler has typed is there again when they come back, and gone when it is handed in. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class DraftsTest extends RunningLabeling {
    @Test
    void aDraftComesBackWithItsTaskUntilTheWorkIsHandedIn() {
        demonstrations("drafted", 1);
        String anna = labelerKey("Anna", false);
        Task task = next(as(anna), "drafted");
        String draft = "/v1/tasks/" + task.getTaskId() + "/draft";
        rest(anna).post("/v1/projects/drafted/next-task").then().statusCode(200).body("draft", nullValue());
        problem(rest(anna).get(draft), 404, "DRAFT_UNKNOWN");

        String typed =
                "{\"content\":{\"text\":\"<b>half\\u0000 \\ud83d an \\u05e2 answer\",\"ranking\":[[null,1]],\"millis\":7}}";
        rest(anna).body(typed).put(draft).then().statusCode(200).body("savedAt", notNullValue());
        rest(anna)
                .post("/v1/projects/drafted/next-task")
                .then()
                .statusCode(200)
                .body("draft.content.text", equalTo("<b>half\u0000 \ud83d an \u05e2 answer"))
                .body("draft.content.ranking[0][0]", nullValue())
                .body("draft.content.millis", equalTo(7))
                .body("draft.savedAt", notNullValue());
        rest(anna).body("{\"content\":{\"text\":\"more\"}}").put(draft).then().statusCode(200);
        rest(anna).get(draft).then().statusCode(200).body("content.text", equalTo("more"));
        assertThat(next(as(anna), "drafted").getDraft().getContentJson()).isEqualTo("{\"text\":\"more\"}");

        as(anna).submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("text")
                .setIdempotencyKey("k")
                .build());
        problem(rest(anna).get(draft), 404, "DRAFT_UNKNOWN");
        problem(
                rest(anna)
                        .body(Map.of(
                                "content", Map.of(), "lease", task.getLease().getLeaseId()))
                        .put(draft),
                409,
                "SUBMISSION_CONFLICT");
        // for a revision
        rest(anna).body(typed).put(draft).then().statusCode(200);
        rest(anna).delete(draft).then().statusCode(204);
        rest(anna).delete(draft).then().statusCode(204);
        problem(rest(anna).get(draft), 404, "DRAFT_UNKNOWN");
    }

    @Test
    void aDraftIsItsLabelersAndNobodyElses() {
        demonstrations("own-drafts", 1);
        String anna = labelerKey("Anna", false);
        String ben = labelerKey("Ben", false);
        String draft = "/v1/tasks/" + next(as(anna), "own-drafts").getTaskId() + "/draft";
        rest(anna).body("{\"content\":{}}").put(draft).then().statusCode(200);
        problem(rest(ben).body("{\"content\":{}}").put(draft), 409, "LEASE_LOST");
        problem(rest(ben).get(draft), 409, "LEASE_LOST");
        problem(rest(ben).delete(draft), 409, "LEASE_LOST");
        problem(rest(anna).get(draft + "?namespace=other"), 403, "FORBIDDEN");
    }

    @Test
    void whatIsNoDraftIsRefused() {
        demonstrations("no-drafts", 1);
        String anna = labelerKey("Anna", false);
        String draft = "/v1/tasks/" + next(as(anna), "no-drafts").getTaskId() + "/draft";
        String tooLong = "x".repeat(256 * 1024);
        problem(rest(anna).body(Map.of("content", Map.of("text", tooLong))).put(draft), 400, "TEXT_TOO_LONG")
                .body("detail", startsWith("content may have 262144 UTF-16 units"));
        String longest = "x".repeat(256 * 1024 - "{\"text\":\"\"}".length());
        rest(anna)
                .body(Map.of("content", Map.of("text", longest)))
                .put(draft)
                .then()
                .statusCode(200);
        for (String body : new String[] {"{}", "{\"content\":null}", "{\"content\":[]}", "{\"content\":\"text\"}"}) {
            problem(rest(anna).body(body).put(draft), 400, "REQUEST_INVALID")
                    .body("detail", containsString("content must be a JSON object"));
        }
        problem(rest(anna).body("{\"content\":{\"text\":").put(draft), 400, "REQUEST_INVALID");
        byte[] broken = "{\"content\":{\"text\":\"?\"}}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        broken[20] = (byte) 0xC3;
        problem(rest(anna).body(broken).put(draft), 400, "REQUEST_INVALID");
        problem(
                rest(anna)
                        .body("{\"content\":" + "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_001))
                        .put(draft),
                400,
                "REQUEST_INVALID");
        problem(rest(anna).body("{\"content\":{}}").put("/v1/tasks/nothing/draft"), 404, "TASK_UNKNOWN");
        problem(
                rest(anna).body("{\"content\":{}}").put("/v1/tasks/00000000-0000-0000-0000-000000000001/draft"),
                404,
                "TASK_UNKNOWN");
    }

    @Test
    void draftsAreKeptOverGrpcToo() {
        demonstrations("grpc-drafts", 1);
        String anna = labelerKey("Anna", false);
        var task = TaskRef.newBuilder()
                .setTaskId(next(as(anna), "grpc-drafts").getTaskId())
                .build();
        var desk = LabelerServiceGrpc.newBlockingStub(as(anna).getChannel());
        assertRefused("DRAFT_UNKNOWN", () -> desk.getDraft(task));
        var save = SaveDraftRequest.newBuilder().setTask(task);
        Draft saved =
                desk.saveDraft(save.setContentJson(" { \"text\" : \"a\" } ").build());
        assertThat(saved.getContentJson()).isEqualTo("{\"text\":\"a\"}");
        assertThat(desk.getDraft(task)).isEqualTo(saved);
        for (String content : new String[] {"", "[]", "{", "{} {}"}) {
            assertRefused(
                    "REQUEST_INVALID",
                    () -> desk.saveDraft(save.setContentJson(content).build()));
        }
        desk.dropDraft(task);
        assertRefused("DRAFT_UNKNOWN", () -> desk.getDraft(task));
        var ben =
                LabelerServiceGrpc.newBlockingStub(as(labelerKey("Ben", false)).getChannel());
        assertRefused("LEASE_LOST", () -> ben.getDraft(task));
    }

    private static io.restassured.response.ValidatableResponse problem(Response response, int status, String code) {
        return response.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code));
    }
}
