package macaw.generator.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.testing.TraceReceiver.Seen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
@Tag("integration")
class OpenAiTest {
    private static final String CHAT = "/v1/chat/completions";

    TraceReceiver receiver;

    @Test
    void aChatIsAnsweredByOneNamedVersionAndEqualSeedsAnswerEqually() {
        String body = chat("\"seed\": 5, \"max_tokens\": 20");
        ValidatableResponse first = operator().body(body).post(CHAT).then().statusCode(200);
        first.body("object", equalTo("chat.completion"))
                .body("policy_version", equalTo("default/base@1"))
                .body("seed", equalTo(5))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].finish_reason", notNullValue())
                .body("usage.prompt_tokens", notNullValue());
        String text = first.extract().path("choices[0].message.content");
        operator().body(body).post(CHAT).then().body("choices[0].message.content", equalTo(text));
        assertThat(text).isNotEmpty();
    }

    @Test
    void aQuestionGoesOnWithItsCallersTraceAndEachAnswerHasItsStages() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        operator()
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .body(chat("\"seed\": 5, \"max_tokens\": 8, \"n\": 2"))
                .post(CHAT)
                .then()
                .statusCode(200);
        List<Seen> spans =
                receiver
                        .await(seen -> seen.stream()
                                        .filter(span -> span.trace().equals(trace))
                                        .count()
                                == 7)
                        .stream()
                        .filter(span -> span.trace().equals(trace))
                        .toList();
        assertThat(spans)
                .extracting(span -> span.span().getName())
                .containsExactlyInAnyOrder("POST /v1/chat", "queue", "prefill", "decode", "queue", "prefill", "decode");
        Seen request = spans.stream()
                .filter(span -> span.span().getName().equals("POST /v1/chat"))
                .findFirst()
                .orElseThrow();
        assertThat(request.parent()).isEqualTo("b7ad6b7169203331");
        assertThat(spans)
                .filteredOn(span -> span != request)
                .extracting(Seen::parent)
                .containsOnly(request.id());
    }

    @Test
    void aStreamIsTheSameAnswerInPieces() throws Exception {
        String whole = operator()
                .body(chat("\"seed\": 6, \"max_tokens\": 20, \"n\": 2"))
                .post(CHAT)
                .then()
                .extract()
                .path("choices[1].message.content");
        String stream = operator()
                .body(
                        chat(
                                "\"seed\": 6, \"max_tokens\": 20, \"n\": 2, \"stream\": true, \"stream_options\": {\"include_usage\": true}"))
                .post(CHAT)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        List<String> events = stream.lines().filter(line -> !line.isEmpty()).toList();
        assertThat(events).allMatch(line -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
        var joined = new StringBuilder();
        JsonNode last = null;
        for (String event : events.subList(0, events.size() - 1)) {
            last = new ObjectMapper().readTree(event.substring("data: ".length()));
            for (JsonNode choice : last.get("choices")) {
                if (choice.get("index").asInt() == 1) {
                    joined.append(choice.path("delta").path("content").asText());
                }
            }
        }
        assertThat(joined.toString()).isEqualTo(whole);
        assertThat(last.path("usage").path("completion_tokens").asInt()).isPositive();
    }

    @Test
    void aTextIsCarriedOnWithLogProbabilities() {
        operator()
                .body("""
                        {"model": "tuned@1", "prompt": "Write a", "max_tokens": 3, "logprobs": 0, "temperature": 0}""")
                .post("/v1/completions")
                .then()
                .statusCode(200)
                .body("object", equalTo("text_completion"))
                .body("policy_version", equalTo("default/tuned@1"))
                .body("choices[0].logprobs.token_logprobs.size()", equalTo(3))
                .body("choices[0].finish_reason", equalTo("length"));
    }

    @Test
    void stopStringsEndTheTextBeforeThem() {
        Map<String, Object> question = Map.of("model", "base", "prompt", "Write a", "max_tokens", 40, "seed", 3);
        String text = operator()
                .body(question)
                .post("/v1/completions")
                .then()
                .extract()
                .path("choices[0].text");
        String stop = text.substring(4, 6);
        Map<String, Object> stopped = new HashMap<>(question);
        stopped.put("stop", List.of(stop));
        operator()
                .body(stopped)
                .post("/v1/completions")
                .then()
                .statusCode(200)
                .body("choices[0].text", equalTo(text.substring(0, text.indexOf(stop))))
                .body("choices[0].finish_reason", equalTo("stop"));
    }

    @Test
    void whatCannotBeAnsweredIsACodedErrorInOpenAisShape() {
        refused(chat("\"temperature\": 1").replace("base", "nobody"), 404, "POLICY_UNKNOWN");
        refused(chat("\"temperature\": -0.5"), 400, "SAMPLING_INVALID");
        refused(chat("\"n\": 1000"), 400, "REQUEST_INVALID");
        refused(chat("\"tools\": [{\"type\": \"function\"}]"), 400, "REQUEST_INVALID");
        refused("{\"model\": \"base\", \"messages\": []}", 400, "PROMPT_EMPTY");
        refused("{\"model\": \"base\", \"messages\": [{\"role\": \"user\", \"content\": \" \"}]}", 400, "PROMPT_EMPTY");
        refused(chat("\"max_tokens\": 1").replace("Write", "Write ".repeat(100)), 400, "PROMPT_TOO_LONG");
        refused("{", 400, "REQUEST_INVALID");
        refused("null", 400, "REQUEST_INVALID");
        refused("{\"model\": \"base\", \"messages\": [null]}", 400, "REQUEST_INVALID");
        refused("{\"model\": \"base\", \"messages\": null}", 400, "PROMPT_EMPTY");
    }

    @Test
    void theModelsAreEveryNameThatCanBeAsked() {
        given().auth()
                .oauth2(TestKeys.key(Roles.LABELER))
                .get("/v1/models")
                .then()
                .statusCode(200)
                .body("data.id", hasItems("base", "base@1", "tuned", "tuned@1", "tuned@newest"))
                .body("data.find { it.id == 'tuned' }.policy_version", equalTo("default/tuned@1"))
                .body("data.find { it.id == 'tuned' }.parents", contains("default/base@1"))
                .body("data.find { it.id == 'base' }.parents", empty())
                .body("data.find { it.id == 'base' }.created", greaterThan(1_700_000_000));
    }

    @Test
    void thePlaygroundPutsThreePoliciesSideBySide() {
        given().auth()
                .oauth2(TestKeys.key(Roles.OPERATOR))
                .get("/playground")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .body(containsString("Policy 3"))
                .body(containsString("<option value=\"tuned\" selected>"));
        given().get("/assets/playground.js").then().statusCode(200);
    }

    @Test
    void nobodyAsksWithoutTheRightRole() {
        for (String path : List.of(CHAT, "/v1/completions")) {
            given().contentType("application/json").body("{}").post(path).then().statusCode(401);
            given().auth()
                    .oauth2(TestKeys.key(Roles.LABELER))
                    .contentType("application/json")
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(403);
        }
        given().get("/v1/models").then().statusCode(401);
        given().get("/playground").then().statusCode(401);
        given().auth()
                .oauth2(TestKeys.key(Roles.LABELER))
                .get("/playground")
                .then()
                .statusCode(403);
    }

    private static void refused(String body, int status, String code) {
        operator()
                .body(body)
                .post(CHAT)
                .then()
                .statusCode(status)
                .contentType("application/json")
                .body("error.code", equalTo(code))
                .body("error.message", notNullValue());
    }

    private static String chat(String members) {
        return """
                {"model": "base", "messages": [{"role": "user", "content": "Write a shopping list"}], %s}""".formatted(members);
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(TestKeys.key(Roles.OPERATOR)).contentType("application/json");
    }
}
