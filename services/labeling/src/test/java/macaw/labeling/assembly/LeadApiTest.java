package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.v1.Assignment;
import macaw.v1.Gold;
import macaw.v1.HoursRequest;
import macaw.v1.LabelerHours;
import macaw.v1.ListTasksRequest;
import macaw.v1.MemberList;
import macaw.v1.NamespaceRef;
import macaw.v1.Project;
import macaw.v1.ProjectRef;
import macaw.v1.ProjectServiceGrpc;
import macaw.v1.RankGroup;
import macaw.v1.TaskLine;
import macaw.v1.TaskRef;
import macaw.v1.UpdateProjectRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What leads do, over REST and gRPC. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class LeadApiTest extends RunningLabeling {
    private static Response patch(String project, Map<String, Object> body) {
        return rest(TestKeys.key(Roles.OPERATOR)).body(body).patch("/v1/projects/" + project);
    }

    private static Response get(String path) {
        return rest(TestKeys.key(Roles.REVIEWER)).get(path);
    }

    private static void problem(Response response, int status, String code, String detail) {
        response.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("code", equalTo(code))
                .body("detail", containsString(detail));
    }

    private static String pseudonym(String name) {
        return rest(TestKeys.key(Roles.OPERATOR))
                .get("/v1/labelers")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.name == '" + name + "' }.pseudonym");
    }

    @Test
    void settingsChangeOverRest() {
        comparisons("patch", 1, 4);
        patch("patch", Map.of("guidelines", "Be kind.", "overlap", 2, "sampling", Map.of("temperature", 0.7)))
                .then()
                .statusCode(200)
                .body("guidelinesVersion", equalTo(2))
                .body("overlap", equalTo(2))
                .body("sampling.temperature", equalTo(0.7f))
                .body("k", equalTo(4));
        get("/v1/projects/patch/guidelines")
                .then()
                .statusCode(200)
                .body("version", contains(2, 1))
                .body("[0].text", equalTo("Be kind."));
        problem(patch("patch", Map.of("k", 5)), 409, "SETTING_FIXED", "k is 4");
        problem(patch("patch", Map.of("kind", "prompt")), 409, "SETTING_FIXED", "kind is comparison");
        problem(patch("patch", Map.of("form", "none@1")), 404, "FORM_UNKNOWN", "none@1");
        problem(patch("patch", Map.of("overlap", 101)), 400, "SETTINGS_INVALID", "overlap must be");
        problem(patch("patch", Map.of("state", "gone")), 400, "REQUEST_INVALID", "state must be one of");
        problem(patch("patch", Map.of("members", List.of("who"))), 404, "LABELER_UNKNOWN", "members");
        problem(patch("nowhere", Map.of("overlap", 1)), 404, "PROJECT_UNKNOWN", "nowhere");
        patch("patch", Map.of("state", "paused")).then().body("state", equalTo("paused"));
        problem(rest(labelerKey("Anna", false)).post("/v1/projects/patch/next-task"), 409, "PROJECT_PAUSED", "patch");
        patch("patch", Map.of("state", "closed")).then().body("state", equalTo("closed"));
        problem(patch("patch", Map.of("state", "running")), 409, "PROJECT_CLOSED", "patch");
        rest(labelerKey("Ben", false))
                .body("{}")
                .patch("/v1/projects/patch")
                .then()
                .statusCode(403);
    }

    @Test
    void goldTasksAreMarkedListedAndMeasuredOverRest() {
        comparisons("gold-rest", 2, 3);
        collect("gold-rest");
        patch("gold-rest", Map.of("goldShare", 0.5, "screeningTasks", 1)).then().statusCode(200);
        List<String> tasks = get("/v1/projects/gold-rest/tasks")
                .then()
                .statusCode(200)
                .body("", hasSize(2))
                .body("[0].state", equalTo("open"))
                .body("[0].outputs", equalTo(3))
                .extract()
                .path("id");
        String gold = "/v1/tasks/" + tasks.get(0) + "/gold";
        List<String> outputs = get("/v1/tasks/" + tasks.get(0))
                .then()
                .statusCode(200)
                .body("outputs[0].policy", equalTo("sft@3"))
                .extract()
                .path("outputs.id");
        String key = TestKeys.key(Roles.OPERATOR);
        problem(
                rest(key).body(Map.of("ranking", List.of(outputs))).put(gold),
                400,
                "RANKING_INCOMPLETE",
                "at least one output before another");
        rest(key)
                .body(Map.of(
                        "ranking",
                        List.of(List.of(outputs.get(0)), List.of(outputs.get(1), outputs.get(2))),
                        "note",
                        "plain"))
                .put(gold)
                .then()
                .statusCode(200)
                .body("createdBy", equalTo("operator"));
        get("/v1/projects/gold-rest/gold")
                .then()
                .body("task", contains(tasks.get(0)))
                .body("[0].note", equalTo("plain"));

        String anna = labelerKey("Anna", false);
        // in screening, so the gold task comes first; nothing says so
        Response task = rest(anna).post("/v1/projects/gold-rest/next-task");
        task.then().statusCode(200).body("id", equalTo(tasks.get(0)));
        assertThat(task.asString()).doesNotContainIgnoringCase("gold\":").doesNotContainIgnoringCase("screen");
        assertThat(as(anna).submitComparison(
                                comparison(next(as(anna), "gold-rest")).build())
                        .getState())
                .isEqualTo("counting");
        String history = rest(anna).get("/v1/projects/gold-rest/my/submissions").asString();
        assertThat(history).contains("counting").doesNotContain("gold\"").doesNotContain("excluded\"");
        get("/v1/projects/gold-rest/submissions")
                .then()
                .body("[0].state", equalTo("excluded"))
                .body("[0].cause", equalTo("gold"));
        get("/v1/projects/gold-rest/tasks?gold=true")
                .then()
                .body("", hasSize(1))
                .body("[0].gold", equalTo(true));
        get("/v1/projects/gold-rest/tasks?state=done").then().body("", hasSize(0));
        rest(key).delete(gold).then().statusCode(204);
        get("/v1/projects/gold-rest/gold").then().body("", hasSize(0));
    }

    @Test
    void hoursComeAsJsonAndAsATable() {
        demonstrations("hours-rest", 2);
        String anna = labelerKey("=Anna", false);
        for (int i = 0; i < 2; i++) {
            Map<String, Object> task = rest(anna)
                    .post("/v1/projects/hours-rest/next-task")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath()
                    .getMap("");
            rest(anna)
                    .body(Map.of(
                            "lease",
                            ((Map<?, ?>) task.get("lease")).get("id"),
                            "text",
                            "text",
                            "idempotencyKey",
                            "k" + i,
                            "durationMillis",
                            1_800_000))
                    .post("/v1/tasks/" + task.get("id") + "/demonstration")
                    .then()
                    .statusCode(200);
        }
        get("/v1/projects/hours-rest/labelers?per=month")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].name", equalTo("=Anna"))
                .body("[0].tasks", equalTo(2))
                .body("[0].totalMillis", equalTo(3_600_000))
                .body("[0].screened", equalTo(true))
                .body("[0].periods", hasSize(1));
        get("/v1/projects/hours-rest/labelers?until=2020-01-01").then().body("", hasSize(0));
        problem(get("/v1/projects/hours-rest/labelers?from=soon"), 400, "REQUEST_INVALID", "from must be a date");
        String table = rest(TestKeys.key(Roles.OPERATOR))
                .accept("text/csv")
                .get("/v1/projects/hours-rest/labelers")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .extract()
                .asString();
        // a name that a spreadsheet would compute is text
        assertThat(table.lines().toList())
                .containsExactly(
                        "pseudonym,name,simulated,period,tasks,counting,sent_back,surplus,excluded,total_millis,hours,"
                                + "median_millis",
                        pseudonym("=Anna") + ",'=Anna,false,,2,2,0,0,0,3600000,1.00,1800000");
        assertThat(get("/v1/projects/hours-rest/labelers?format=csv").asString())
                .isEqualTo(table);
    }

    @Test
    void theSameIsThereOverGrpc() {
        var lead = ProjectServiceGrpc.newBlockingStub(operator.getChannel());
        comparisons("lead-rpc", 2, 3);
        collect("lead-rpc");
        String key = labelerKey("Anna of gRPC", false);
        String anna = pseudonym("Anna of gRPC");
        var ref = ProjectRef.newBuilder().setProject("lead-rpc").build();
        Project changed = lead.updateProject(UpdateProjectRequest.newBuilder()
                .setProject("lead-rpc")
                .setOverlap(2)
                .setGuidelines("Be kind.")
                .setGoldShare(0.25)
                .setEveryone(false)
                .setMembers(MemberList.newBuilder().addPseudonyms(anna))
                .build());
        assertThat(changed.getOverlap()).isEqualTo(2);
        assertThat(changed.getGuidelinesVersion()).isEqualTo(2);
        assertThat(changed.getStaffing().getMembersList()).containsExactly(anna);
        assertThat(changed.getStaffing().getGoldShare()).isEqualTo(0.25);
        assertThat(lead.getProject(ref)).isEqualTo(changed);
        assertThat(lead.listProjects(NamespaceRef.getDefaultInstance()).getProjectsList())
                .contains(changed);
        assertThat(lead.listGuidelines(ref).getVersionsCount()).isEqualTo(2);

        List<TaskLine> tasks = lead.listTasks(
                        ListTasksRequest.newBuilder().setProject("lead-rpc").build())
                .getTasksList();
        assertThat(tasks).hasSize(2);
        var task = TaskRef.newBuilder().setTaskId(tasks.getFirst().getTaskId()).build();
        var detail = lead.getTask(task);
        var gold = Gold.newBuilder().setTaskId(task.getTaskId());
        detail.getOutputsList()
                .forEach(output -> gold.addRanking(RankGroup.newBuilder().addOutputIds(output.getOutputId())));
        assertThat(lead.putGold(gold.build()).getCreatedBy()).isEqualTo("operator");
        assertThat(lead.listGold(ref).getGoldList()).hasSize(1);
        lead.removeGold(task);
        assertThat(lead.listGold(ref).getGoldList()).isEmpty();

        String last = tasks.getLast().getTaskId();
        lead.assignTask(Assignment.newBuilder().setTaskId(last).setLabeler(anna).build());
        assertThat(next(as(key), "lead-rpc").getTaskId()).isEqualTo(last);
        lead.unassignTask(TaskRef.newBuilder().setTaskId(last).build());
        assertThat(lead.listLabelers(NamespaceRef.getDefaultInstance()).getLabelersList())
                .anyMatch(labeler -> labeler.getPseudonym().equals(anna));
        LabelerHours hours = lead.getHours(
                        HoursRequest.newBuilder().setProject("lead-rpc").build())
                .getLabelers(0);
        assertThat(hours.getLabeler().getPseudonym()).isEqualTo(anna);
        assertThat(hours.getTotal().getTasks()).isZero();
        assertThat(hours.hasGoldAgreement()).isFalse();
        String snapshot = rest(TestKeys.key(Roles.OPERATOR))
                .body("{}")
                .post("/v1/projects/lead-rpc/snapshots")
                .path("id");
        assertThat(lead.listSnapshots(ref).getSnapshotsList())
                .extracting(macaw.v1.Snapshot::getSnapshotId)
                .containsExactly(snapshot);
        rest(TestKeys.key(Roles.OPERATOR))
                .get("/v1/projects/lead-rpc/snapshots")
                .then()
                .statusCode(200)
                .body("id", contains(snapshot));
        assertRefused(
                "PROJECT_UNKNOWN",
                () -> lead.getProject(
                        ProjectRef.newBuilder().setProject("nowhere").build()));
        assertRefused(
                "TASK_UNKNOWN",
                () -> lead.getTask(TaskRef.newBuilder().setTaskId("no").build()));
    }
}
