package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.AdjudicateRequest;
import macaw.v1.ListSubmissionsRequest;
import macaw.v1.RankGroup;
import macaw.v1.ReviewEntry;
import macaw.v1.ReviewRequest;
import macaw.v1.ReviewServiceGrpc;
import macaw.v1.ReviseRequest;
import macaw.v1.RevisionServiceGrpc;
import macaw.v1.SubmissionRef;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Submitted;
import macaw.v1.SubmittedContent;
import macaw.v1.Task;
import macaw.v1.TaskDecision;
import macaw.v1.WithdrawLabelerRequest;
import macaw.v1.WithdrawPromptRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The life of a submission over REST and gRPC. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class SubmissionLifeTest extends RunningLabeling {
    private static final String REVIEWER = TestKeys.key(Roles.REVIEWER);
    private static final String OPERATOR = TestKeys.key(Roles.OPERATOR);

    private static Map<String, ?> demonstration(String text, String key) {
        return Map.of("text", text, "idempotencyKey", key, "durationMillis", 500);
    }

    private static String submitOverRest(String labeler, String project, String text) {
        var task = rest(labeler)
                .post("/v1/projects/" + project + "/next-task")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return rest(labeler)
                .body(Map.of(
                        "lease",
                        task.getString("lease.id"),
                        "text",
                        text,
                        "idempotencyKey",
                        task.getString("lease.id"),
                        "durationMillis",
                        1_000))
                .post("/v1/tasks/" + task.getString("id") + "/demonstration")
                .then()
                .statusCode(200)
                .body("state", equalTo("counting"))
                .extract()
                .path("id");
    }

    private static ValidatableResponse review(String submission, String action, String comment) {
        return rest(REVIEWER)
                .body(Map.of("action", action, "comment", comment))
                .post("/v1/submissions/" + submission + "/review")
                .then();
    }

    @Test
    void workGoesBackComesAgainAndIsJudgedOverRest() {
        demonstrations("rest-life", 1);
        String anna = labelerKey("Anna", false);
        String submission = submitOverRest(anna, "rest-life", "one");
        review(submission, "send_back", "").statusCode(400).body("code", equalTo("TEXT_EMPTY"));
        review(submission, "burn", "x").statusCode(400).body("code", equalTo("REQUEST_INVALID"));
        review(submission, "send_back", "Longer.").statusCode(200).body("state", equalTo("sent_back"));

        String task = rest(anna)
                .post("/v1/projects/rest-life/next-task")
                .then()
                .statusCode(200)
                .body("sentBack.submission", equalTo(submission))
                .body("sentBack.revision", equalTo(2))
                .body("sentBack.comment", equalTo("Longer."))
                .body("sentBack.content.text", equalTo("one"))
                .extract()
                .path("id");
        rest(anna)
                .get("/v1/submissions/" + submission + "/mine")
                .then()
                .statusCode(200)
                .body("state", equalTo("sent_back"))
                .body("editable", equalTo(true))
                .body("reviewComment", equalTo("Longer."))
                .body("content.text", equalTo("one"))
                .body("task.id", equalTo(task))
                .body("task.lease", nullValue());
        var revision = new HashMap<String, Object>(demonstration("one and more", "r"));
        rest(anna)
                .body(revision)
                .post("/v1/submissions/" + submission + "/revision")
                .then()
                .statusCode(400)
                .body("detail", containsString("basedOn"));
        revision.put("basedOn", 1);
        rest(anna)
                .body(revision)
                .post("/v1/submissions/" + submission + "/revision")
                .then()
                .statusCode(409)
                .body("code", equalTo("SUBMISSION_CONFLICT"));
        revision.put("basedOn", 2);
        rest(anna)
                .body(revision)
                .post("/v1/submissions/" + submission + "/revision")
                .then()
                .statusCode(200)
                .body("state", equalTo("counting"))
                .body("revision", equalTo(3));
        rest(REVIEWER)
                .body(Map.of("text", "the lead's", "comment", "best of both"))
                .post("/v1/tasks/" + task + "/adjudication")
                .then()
                .statusCode(200)
                .body("state", equalTo("counting"));
        review(submission, "exclude", "No.").statusCode(409).body("code", equalTo("TASK_CLOSED"));
        rest(REVIEWER)
                .body(Map.of("reason", "once more"))
                .post("/v1/tasks/" + task + "/reopening")
                .then()
                .body("closed", equalTo(false));
        rest(REVIEWER)
                .body(Map.of("reason", "enough"))
                .post("/v1/tasks/" + task + "/closing")
                .then()
                .body("closed", equalTo(true));
        rest(REVIEWER)
                .get("/v1/submissions/" + submission + "/history")
                .then()
                .statusCode(200)
                .body("versions.content.text", equalTo(List.of("one", "one and more")))
                .body("versions.durationMillis", equalTo(List.of(1_000, 1_500)))
                .body("reviews.action", equalTo(List.of("send_back", "reopen", "close")))
                .body("reviews[0].reviewer", equalTo("reviewer"));
        rest(REVIEWER)
                .get("/v1/projects/rest-life/submissions?state=counting")
                .then()
                .body("adjudication", equalTo(List.of(true, false)))
                .body("[1].reviews.comment", equalTo(List.of("Longer.")));
        rest(REVIEWER).get("/labels/rest-life").then().statusCode(200);
    }

    @Test
    void labelersDecideNothingAndLeadsReviseNothing() {
        demonstrations("roles", 1);
        String anna = labelerKey("Anna", false);
        String submission = submitOverRest(anna, "roles", "one");
        String at = "/v1/submissions/" + submission;
        rest(anna).body("{}").post(at + "/review").then().statusCode(403);
        rest(anna).get(at + "/history").then().statusCode(403);
        rest(REVIEWER).body("{}").post(at + "/revision").then().statusCode(403);
        rest(REVIEWER).body("{}").post("/v1/labelers/x/withdrawal").then().statusCode(403);
        rest(labelerKey("Ben", false))
                .get(at + "/mine")
                .then()
                .statusCode(404)
                .body("code", equalTo("SUBMISSION_UNKNOWN"));
    }

    @Test
    void aWithdrawnLabelersKeyIsKnownNoMoreAndAWithdrawnPromptIsHandedOutNoMore() {
        demonstrations("withdrawn", 2);
        String anna = labelerKey("Anna", false);
        submitOverRest(anna, "withdrawn", "one");
        String pseudonym = rest(OPERATOR)
                .get("/v1/projects/withdrawn/submissions")
                .then()
                .extract()
                .path("[0].labeler");
        rest(OPERATOR)
                .body(Map.of("reason", "left us"))
                .post("/v1/labelers/" + pseudonym + "/withdrawal")
                .then()
                .statusCode(200)
                .body("submissions", equalTo(1));
        rest(anna).post("/v1/projects/withdrawn/next-task").then().statusCode(401);
        rest(OPERATOR)
                .get("/v1/projects/withdrawn/submissions?state=withdrawn&labeler=" + pseudonym)
                .then()
                .body("", hasSize(1));
        for (String prompt : List.of("p0", "p1")) {
            rest(OPERATOR)
                    .body(Map.of("reason", "private data"))
                    .post("/v1/projects/withdrawn/prompts/" + prompt + "/withdrawal")
                    .then()
                    .statusCode(200)
                    .body("submissions", equalTo(0));
        }
        rest(labelerKey("Ben", false))
                .post("/v1/projects/withdrawn/next-task")
                .then()
                .statusCode(404)
                .body("code", equalTo("NO_TASK"));
    }

    @Test
    void aFlaggedPromptThatALeadWithdrawsTakesItsWorkAlong() {
        demonstrations("flagged", 1);
        String anna = labelerKey("Anna", false);
        String submission = submitOverRest(anna, "flagged", "one");
        String task = rest(anna)
                .get("/v1/submissions/" + submission + "/mine")
                .then()
                .extract()
                .path("task.id");
        String flag = rest(anna)
                .body(Map.of("kind", "private_data", "comment", "holds a phone number"))
                .post("/v1/tasks/" + task + "/flags")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        rest(REVIEWER)
                .body(Map.of("action", "withdraw_prompt", "comment", "indeed"))
                .post("/v1/flags/" + flag + "/resolution")
                .then()
                .statusCode(200)
                .body("action", equalTo("withdraw_prompt"));
        rest(REVIEWER)
                .get("/v1/submissions/" + submission + "/history")
                .then()
                .body("state", equalTo("withdrawn"))
                .body("reviews.action", equalTo(List.of("close", "withdraw")))
                .body("reviews.reviewer", equalTo(List.of("reviewer", "reviewer")));
    }

    private ReviewServiceGrpc.ReviewServiceBlockingStub reviews(String key) {
        return ReviewServiceGrpc.newBlockingStub(channel(key));
    }

    @Test
    void theSameLifeOverGrpc() {
        comparisons("grpc-life", 1, 3);
        collect("grpc-life");
        String anna = labelerKey("Anna", false);
        Task task = next(as(anna), "grpc-life");
        var whole = comparison(task).build();
        Submitted submitted = as(anna).submitComparison(whole);
        var ref = SubmissionRef.newBuilder().setSubmissionId(submitted.getSubmissionId());
        var reviewer = reviews(REVIEWER);
        var sendBack = ReviewRequest.newBuilder()
                .setSubmission(ref)
                .setAction("send_back")
                .setComment("Again.");
        assertThat(reviewer.review(sendBack.build()).getState()).isEqualTo("sent_back");
        assertRefused("FORBIDDEN", () -> reviews(anna).review(sendBack.build()));
        assertThat(next(as(anna), "grpc-life").getSentBack().getSubmissionId()).isEqualTo(submitted.getSubmissionId());

        var mine = RevisionServiceGrpc.newBlockingStub(channel(anna));
        var own = mine.getMine(ref.build());
        assertThat(own.getReviewComment()).isEqualTo("Again.");
        assertThat(own.getEditable()).isTrue();
        assertThat(own.getContent().getRankingCount()).isEqualTo(2);
        assertThat(own.getTask().getOutputsList()).isEqualTo(task.getOutputsList());
        var content = SubmittedContent.newBuilder()
                .addAllRatings(whole.getRatingsList())
                .addAllRanking(whole.getRankingList().reversed());
        var revise = ReviseRequest.newBuilder()
                .setSubmission(ref)
                .setBasedOn(2)
                .setIdempotencyKey("r")
                .setContent(content);
        assertThat(mine.revise(revise.build()).getRevision()).isEqualTo(3);
        assertThat(reviewer.adjudicate(AdjudicateRequest.newBuilder()
                                .setTaskId(task.getTaskId())
                                .setContent(content)
                                .build())
                        .getState())
                .isEqualTo("counting");
        assertRefused(
                "TASK_CLOSED",
                () -> mine.revise(revise.setBasedOn(3).setIdempotencyKey("s").build()));
        var decision = TaskDecision.newBuilder()
                .setTaskId(task.getTaskId())
                .setReason("why")
                .build();
        assertThat(reviewer.reopenTask(decision).getClosed()).isFalse();
        assertThat(reviewer.closeTask(decision).getClosed()).isTrue();
        var history = reviewer.getHistory(ref.build());
        assertThat(history.getVersionsList()).hasSize(2);
        assertThat(history.getReviewsList())
                .extracting(ReviewEntry::getAction)
                .containsExactly("send_back", "reopen", "close");
        var listed = reviewer.listSubmissions(ListSubmissionsRequest.newBuilder()
                .setProject("grpc-life")
                .setPromptId("p0")
                .setState("counting")
                .build());
        assertThat(listed.next().getAdjudication()).isTrue();
        assertThat(listed.next().getContent().getRankingList())
                .extracting(group -> group.getOutputIdsCount())
                .containsExactly(1, 2);
        assertThat(listed.hasNext()).isFalse();
        assertThat(reviews(OPERATOR)
                        .withdrawPrompt(WithdrawPromptRequest.newBuilder()
                                .setProject("grpc-life")
                                .setPromptId("p0")
                                .setReason("private")
                                .build())
                        .getSubmissions())
                .isEqualTo(2);
        assertThat(reviews(OPERATOR)
                        .withdrawLabeler(WithdrawLabelerRequest.newBuilder()
                                .setPseudonym(history.getLabelerPseudonym())
                                .setReason("left")
                                .build())
                        .getSubmissions())
                .isZero();
        assertRefused("UNAUTHENTICATED", () -> next(as(anna), "grpc-life"));
    }

    @Test
    void contentOfAnotherKindIsRefusedOverGrpc() {
        demonstrations("kinds", 1);
        String anna = labelerKey("Anna", false);
        Task task = next(as(anna), "kinds");
        var submitted = as(anna).submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                .setLease(task.getLease())
                .setText("one")
                .setIdempotencyKey("k")
                .build());
        var revise = ReviseRequest.newBuilder()
                .setSubmission(SubmissionRef.newBuilder().setSubmissionId(submitted.getSubmissionId()))
                .setBasedOn(1)
                .setIdempotencyKey("r");
        var mine = RevisionServiceGrpc.newBlockingStub(channel(anna));
        assertRefused("TEXT_EMPTY", () -> mine.revise(revise.build()));
        revise.setContent(SubmittedContent.newBuilder().addRanking(RankGroup.getDefaultInstance()));
        assertRefused("REQUEST_INVALID", () -> mine.revise(revise.build()));
        revise.setContent(SubmittedContent.newBuilder().setStyle("plain").setText("two"));
        assertRefused("REQUEST_INVALID", () -> mine.revise(revise.build()));
        revise.setContent(SubmittedContent.newBuilder().setText("two"));
        assertThat(mine.revise(revise.build()).getRevision()).isEqualTo(2);
    }
}
