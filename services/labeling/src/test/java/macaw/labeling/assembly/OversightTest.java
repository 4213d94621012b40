package macaw.labeling.assembly;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.NextTaskRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who sees what of the work, on pages and in metrics. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class OversightTest extends RunningLabeling {
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
        rest(labelerKey("Anna", false))
                .get("/work/shown")
                .then()
                .statusCode(200)
                .body(containsString("Write an answer</h1>"))
                .body(containsString("POST /v1/tasks/…/demonstration"))
                .body(containsString("Instruction</h2>"));
        rest(TestKeys.key(Roles.OPERATOR)).get("/").then().statusCode(200).body(containsString("Tasks done: 1 of 2."));
    }

    @Test
    void aSnapshotOfWrittenPromptsIsOfferedInNoShapeOfAnswers() {
        rest(TestKeys.key(Roles.OPERATOR))
                .body(Map.of("name", "briefs-shown", "kind", "prompt"))
                .post("/v1/projects")
                .then()
                .statusCode(200);
        rest(TestKeys.key(Roles.OPERATOR))
                .get("/projects/briefs-shown")
                .then()
                .statusCode(200)
                .body(containsString("data-shapes=\"\""));
    }

    @Test
    void noPageStandsInTheWayOfAProjectsName() {
        demonstrations("new", 1);
        rest(TestKeys.key(Roles.OPERATOR))
                .get("/projects/new")
                .then()
                .statusCode(200)
                .body(containsString("<dt>By simulated labelers</dt>"));
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
