package macaw.labeling.assembly;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong is refused over REST as a problem with its code. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class RestRefusalsTest extends RunningLabeling {
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

        problem(rest(key).urlEncodingEnabled(false).get("/v1/projects/over%00rest"), 400, "TEXT_INVALID");
        problem(
                rest(key).urlEncodingEnabled(false).get("/v1/projects/over-rest/submissions?labeler=a%00b"),
                400,
                "TEXT_INVALID");
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
}
