package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.Answer;
import macaw.v1.CreateFormRequest;
import macaw.v1.FormRef;
import macaw.v1.FormSchema;
import macaw.v1.FormServiceGrpc;
import macaw.v1.ListFormsRequest;
import macaw.v1.Question;
import macaw.v1.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Forms are made in versions, and a task asks what its project's form asks. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class FormsTest extends RunningLabeling {
    private final String key = TestKeys.key(Roles.OPERATOR);

    @Test
    void aFormIsMadeInVersionsThatNeverChange() {
        var made = Map.of("id", "made_up", "text", "Made up?");
        var which = Map.of(
                "id",
                "which",
                "text",
                "Is it said which?",
                "required",
                false,
                "notApplicable",
                true,
                "when",
                Map.of("question", "made_up", "answer", "yes"));
        rest(key)
                .body(Map.of("name", "mine", "questions", List.of(made)))
                .post("/v1/forms")
                .then()
                .statusCode(200)
                .body("version", equalTo("mine@1"))
                .body("questions[0].required", equalTo(true))
                .body("questions[0].notApplicable", equalTo(false));
        for (int i = 0; i < 2; i++) {
            rest(key)
                    .body(Map.of("name", "mine", "questions", List.of(made, which)))
                    .post("/v1/forms")
                    .then()
                    .statusCode(200)
                    .body("version", equalTo("mine@2"))
                    .body("questions[1].when.answer", equalTo("yes"));
        }
        rest(key).get("/v1/forms/mine@1").then().statusCode(200).body("questions", hasSize(1));
        rest(key)
                .body(Map.of("name", "instructgpt", "questions", List.of(made)))
                .post("/v1/forms")
                .then()
                .statusCode(200)
                .body("version", equalTo("instructgpt@2"));
        rest(key).get("/v1/forms/instructgpt@1").then().statusCode(200).body("questions", hasSize(11));
        rest(key)
                .get("/v1/forms")
                .then()
                .statusCode(200)
                .body("version", hasItem("instructgpt@1"))
                .body("version", hasItem("mine@2"));
        problem(rest(key).get("/v1/forms/mine@9"), 404, "FORM_UNKNOWN", "no form");
    }

    @Test
    void whatIsNoFormIsRefusedByTheFieldsName() {
        problem(rest(key).body("{}").post("/v1/forms"), 400, "NAME_INVALID", "name must be");
        problem(form(Map.of("id", "A b", "text", "A?")), 400, "REQUEST_INVALID", "questions[0].id");
        problem(form(Map.of("id", "a")), 400, "TEXT_EMPTY", "questions[0].text");
        problem(
                form(Map.of("id", "a", "text", "A?", "when", Map.of("question", "b", "answer", "yes"))),
                400,
                "REQUEST_INVALID",
                "questions[0].when.question");
        problem(
                form(Map.of("id", "a", "text", "A?", "when", Map.of("question", "b", "answer", "maybe"))),
                400,
                "REQUEST_INVALID",
                "questions[0].when.answer");
        problem(rest(labelerKey("Anna", false)).body("{}").post("/v1/forms"), 403, "FORBIDDEN", "");
    }

    @Test
    void aTaskAsksWhatTheFormAsksOverGrpcToo() {
        var forms = FormServiceGrpc.newBlockingStub(operator.getChannel());
        var request = CreateFormRequest.newBuilder()
                .setName("over-grpc")
                .addQuestions(Question.newBuilder().setId("a").setText("A?").setRequired(true))
                .addQuestions(Question.newBuilder()
                        .setId("b")
                        .setText("B?")
                        .setWhenQuestion("a")
                        .setWhenAnswer(Answer.ANSWER_NO));
        FormSchema made = forms.createForm(request.build());
        assertThat(made.getVersion()).isEqualTo("over-grpc@1");
        assertThat(forms.getForm(FormRef.newBuilder().setVersion("over-grpc@1").build()))
                .isEqualTo(made);
        assertThat(forms.listForms(ListFormsRequest.getDefaultInstance()).getFormsList())
                .contains(made);
        request.getQuestionsBuilder(1).setWhenAnswer(Answer.ANSWER_UNSPECIFIED);
        assertRefused("REQUEST_INVALID", () -> forms.createForm(request.build()));

        rest(key)
                .body(
                        "{\"name\":\"asks\",\"kind\":\"comparison\",\"policies\":[\"sft\"],\"k\":2,\"form\":\"over-grpc@1\"}")
                .post("/v1/projects")
                .then()
                .statusCode(200);
        addPrompts("asks", List.of("Write."));
        collect("asks");
        var anna = as(labelerKey("Anna", false));
        Task task = next(anna, "asks");
        assertThat(task.getForm()).isEqualTo(made);
        var notAsked = comparison(task);
        notAsked.getRatingsBuilder(0).putAnswers("a", Answer.ANSWER_YES);
        assertRefused("QUESTION_NOT_ASKED", () -> anna.submitComparison(notAsked.build()));
        notAsked.getRatingsBuilder(0).removeAnswers("b");
        assertThat(anna.submitComparison(notAsked.build()).getState()).isEqualTo("counting");
    }

    private Response form(Map<String, Object> question) {
        return rest(key)
                .body(Map.of("name", "wrong", "questions", List.of(question)))
                .post("/v1/forms");
    }

    private static void problem(Response response, int status, String code, String detail) {
        response.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code))
                .body("detail", startsWith(detail));
    }
}
