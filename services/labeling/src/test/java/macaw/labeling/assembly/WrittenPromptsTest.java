package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.PromptExample;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.SubmitPromptRequest;
import macaw.v1.Submitted;
import macaw.v1.TakeOverPromptsRequest;
import macaw.v1.Task;
import macaw.v1.WrittenPromptServiceGrpc;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labelers write prompts after briefs. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class WrittenPromptsTest extends RunningLabeling {
    private final String key = TestKeys.key(Roles.OPERATOR);

    @Test
    void aBriefAsksForItsStyleAndThePromptIsRecorded() {
        briefs("briefs", Map.of("a", "few_shot"));
        String anna = labelerKey("Anna", false);
        JsonPath task = rest(anna)
                .post("/v1/projects/briefs/next-task")
                .then()
                .statusCode(200)
                .body("kind", equalTo("prompt"))
                .body("style", equalTo("few_shot"))
                .body("promptHtml", equalTo("<p dir=\"auto\">Brief <strong>a</strong></p>\n"))
                .body("guidelinesHtml", equalTo(""))
                .body("sentBack", nullValue())
                .extract()
                .jsonPath();
        String path = "/v1/tasks/" + task.getString("id") + "/prompt";
        Map<String, Object> work = new HashMap<>();
        work.put("lease", task.getString("lease.id"));
        work.put("style", "few_shot");
        work.put("text", "Name the capital. <script>alert(1)</script>");
        work.put("idempotencyKey", "one");
        work.put("durationMillis", 10);
        problem(rest(anna).body(work).post(path), 400, "REQUEST_INVALID")
                .body("detail", startsWith("examples must hold 1"));
        work.put("examples", List.of(Map.of("input", "Chile", "output", "Santiago"), Map.of("input", "Peru")));
        problem(rest(anna).body(work).post(path), 400, "TEXT_EMPTY").body("detail", startsWith("examples[1].output"));
        work.put("examples", List.of(Map.of("input", "Chile\u0007", "output", "Santiago")));
        problem(rest(anna).body(work).post(path), 400, "TEXT_INVALID").body("detail", startsWith("examples[0].input"));
        work.put("examples", List.of(Map.of("input", "Chile", "output", "x".repeat(20_001))));
        problem(rest(anna).body(work).post(path), 400, "TEXT_TOO_LONG")
                .body("detail", startsWith("examples[0].output"));
        work.put("examples", List.of(Map.of("input", "Chile", "output", "Santiago")));
        work.put("style", "haiku");
        problem(rest(anna).body(work).post(path), 400, "REQUEST_INVALID")
                .body("detail", startsWith("style must be one of"));
        work.put("style", "plain");
        problem(rest(anna).body(work).post(path), 400, "REQUEST_INVALID")
                .body("detail", startsWith("examples must hold"));
        work.put("style", "few_shot");
        work.put("text", " ");
        problem(rest(anna).body(work).post(path), 400, "PROMPT_EMPTY").body("detail", startsWith("text"));
        work.put("text", "x".repeat(20_001));
        problem(rest(anna).body(work).post(path), 400, "PROMPT_TOO_LONG").body("detail", startsWith("text"));
        work.put("text", "Name the capital. <script>alert(1)</script>");
        rest(anna).body(work).post(path).then().statusCode(200).body("state", equalTo("counting"));
        rest(key)
                .get("/v1/projects/briefs/submissions")
                .then()
                .statusCode(200)
                .body("[0].response", equalTo("Name the capital. <script>alert(1)</script>"));
    }

    @Test
    void aPlainPromptIsNoAnswerToABriefForAUseCase() {
        briefs("use-cases", Map.of("a", "use_case", "b", "anything"));
        String anna = labelerKey("Anna", false);
        var labeler = as(anna);
        var desk = LabelerServiceGrpc.newBlockingStub(labeler.getChannel());
        for (int i = 0; i < 2; i++) {
            Task task = next(labeler, "use-cases");
            boolean useCase = task.getCategory().equals("use_case");
            assertThat(task.getStyle()).isEqualTo(useCase ? "use_case" : "plain");
            var request = SubmitPromptRequest.newBuilder()
                    .setLease(task.getLease())
                    .setText("Draw up an invoice.")
                    .setIdempotencyKey(task.getTaskId())
                    .setDurationMillis(5);
            assertRefused(
                    "REQUEST_INVALID",
                    () -> desk.submitPrompt(
                            request.setStyle(useCase ? "plain" : "use_case").build()));
            assertRefused(
                    "REQUEST_INVALID",
                    () -> desk.submitPrompt(request.setStyle("").build()));
            assertRefused(
                    "REQUEST_INVALID",
                    () -> desk.submitPrompt(request.clone()
                            .setStyle(task.getStyle())
                            .addExamples(
                                    PromptExample.newBuilder().setInput("a").setOutput("b"))
                            .build()));
            assertThat(desk.submitPrompt(request.setStyle(task.getStyle()).build())
                            .getState())
                    .isEqualTo("counting");
        }
        assertRefused("NO_TASK", () -> next(labeler, "use-cases"));
    }

    @Test
    void writtenPromptsBecomePromptsOfAnotherProjectOnceEach() {
        briefs("source", Map.of("a", "few_shot", "b", "plain"));
        demonstrations("target", 1);
        String annasKey = labelerKey("Anna", false);
        var anna = as(annasKey);
        Submitted last = Submitted.getDefaultInstance();
        String style = "";
        var desk = LabelerServiceGrpc.newBlockingStub(anna.getChannel());
        for (int i = 0; i < 2; i++) {
            Task task = next(anna, "source");
            var request = SubmitPromptRequest.newBuilder()
                    .setLease(task.getLease())
                    .setStyle(task.getStyle())
                    .setText("Name the " + task.getStyle() + " capital.")
                    .setIdempotencyKey(task.getTaskId());
            if (task.getStyle().equals("few_shot")) {
                request.addExamples(PromptExample.newBuilder().setInput("Chile").setOutput("Santiago"));
            }
            last = desk.submitPrompt(request.build());
            style = task.getStyle();
        }
        take("target", Map.of("project", "source", "styles", List.of("few_shot")))
                .statusCode(200)
                .body("added", equalTo(1))
                .body("alreadyThere", equalTo(0));
        take("target", Map.of("project", "source"))
                .statusCode(200)
                .body("added", equalTo(1))
                .body("alreadyThere", equalTo(1))
                .body("tooLong.size()", equalTo(0));
        var taken = WrittenPromptServiceGrpc.newBlockingStub(operator.getChannel())
                .takeOverPrompts(TakeOverPromptsRequest.newBuilder()
                        .setProject("target")
                        .setFrom("source")
                        .build());
        assertThat(taken.getAdded()).isZero();
        assertThat(taken.getAlreadyThere()).isEqualTo(2);
        rest(annasKey)
                .body(Map.of(
                        "basedOn",
                        last.getRevision(),
                        "style",
                        style,
                        "text",
                        "Name another capital.",
                        "examples",
                        style.equals("few_shot") ? List.of(Map.of("input", "Peru", "output", "Lima")) : List.of(),
                        "idempotencyKey",
                        "changed",
                        "durationMillis",
                        1))
                .post("/v1/submissions/" + last.getSubmissionId() + "/revision")
                .then()
                .statusCode(200);
        take("target", Map.of("project", "source"))
                .statusCode(200)
                .body("added", equalTo(0))
                .body("alreadyThere", equalTo(2));

        var ben = as(labelerKey("Ben", false));
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Task task = next(ben, "target");
            tasks.add(task);
            ben.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                    .setLease(task.getLease())
                    .setText("Lima")
                    .setIdempotencyKey(task.getTaskId())
                    .build());
        }
        assertThat(tasks)
                .extracting(Task::getPrompt, Task::getCategory)
                .contains(
                        tuple("Name the few_shot capital.\n\nInput: Chile\nOutput: Santiago", "few_shot"),
                        tuple("Name the plain capital.", "plain"));

        problem(take("source", Map.of("project", "source")), 400, "REQUEST_INVALID");
        problem(take("target", Map.of("project", "target")), 400, "REQUEST_INVALID");
        problem(take("target", Map.of()), 404, "PROJECT_UNKNOWN");
        problem(take("target", Map.of("project", "source", "styles", List.of("x"))), 400, "REQUEST_INVALID")
                .body("detail", startsWith("styles must be"));
    }

    private ValidatableResponse take(String target, Map<String, Object> from) {
        return rest(key)
                .body(from)
                .post("/v1/projects/" + target + "/prompts/from")
                .then();
    }

    private void briefs(String project, Map<String, String> categories) {
        rest(key)
                .body(Map.of("name", project, "kind", "prompt"))
                .post("/v1/projects")
                .then()
                .statusCode(200);
        List<Map<String, String>> briefs = categories.entrySet().stream()
                .map(brief -> Map.of(
                        "id", brief.getKey(), "text", "Brief **" + brief.getKey() + "**", "category", brief.getValue()))
                .toList();
        rest(key)
                .body(Map.of("prompts", briefs))
                .post("/v1/projects/" + project + "/prompts")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse problem(Response response, int status, String code) {
        return problem(response.then(), status, code);
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code));
    }
}
