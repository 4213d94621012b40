package macaw.labeling.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import macaw.labeling.texts.Sha256;
import macaw.v1.CollectProgress;
import macaw.v1.CollectionOfProject;
import macaw.v1.CollectionServiceGrpc;
import macaw.v1.CollectionState;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.FinishReason;
import macaw.v1.ListShortPromptsRequest;
import macaw.v1.Output;
import macaw.v1.Project;
import macaw.v1.SnapshotRecord;
import macaw.v1.SnapshotRef;
import macaw.v1.StartCollectionRequest;
import macaw.v1.Submitted;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From prompts to outputs to rankings to a snapshot that never changes. */
@QuarkusTest
@QuarkusTestResource(LabelingParts.class)
@Tag("integration")
class CollectionAndExportTest extends RunningLabeling {
    @Test
    void outputsAreCollectedRatedRankedAndExportedTheSameWayForEver() {
        comparisons("whole", 3, 4);
        CollectProgress collected = collect("whole");
        assertThat(collected.getPromptsDone()).isEqualTo(3);
        assertThat(collected.getOutputs()).isEqualTo(12);
        assertThat(collect("whole")).isEqualTo(collected);

        var anna = as(labelerKey("Anna", true));
        for (int i = 0; i < 3; i++) {
            Task task = next(anna, "whole");
            assertThat(task.getOutputsList())
                    .hasSize(4)
                    .extracting(Output::getText)
                    .doesNotHaveDuplicates();
            assertThat(task.getOutputsList())
                    .extracting(Output::getFinishReason)
                    .doesNotContain(FinishReason.FINISH_REASON_UNSPECIFIED);
            Submitted submitted = anna.submitComparison(comparison(task).build());
            assertThat(submitted.getState()).isEqualTo("counting");
            assertThat(anna.submitComparison(comparison(task).build())).isEqualTo(submitted);
        }
        assertRefused("NO_TASK", () -> next(anna, "whole"));

        var service = as(TestKeys.key(Roles.SERVICE));
        var snapshot = service.createSnapshot(
                CreateSnapshotRequest.newBuilder().setProject("whole").build());
        assertThat(snapshot.getRecords()).isEqualTo(3);
        List<SnapshotRecord> records = new ArrayList<>();
        service.exportSnapshot(SnapshotRef.newBuilder()
                        .setSnapshotId(snapshot.getSnapshotId())
                        .build())
                .forEachRemaining(records::add);
        assertThat(records).hasSize(3).allSatisfy(record -> {
            var comparison = record.getComparison();
            assertThat(comparison.getRanking(0).getOutputIdsCount()).isEqualTo(2);
            assertThat(comparison.getOutputs(0).getPolicy().getNumber()).isEqualTo(3);
            assertThat(comparison.getSimulated()).isTrue();
        });
        String lines = rest(TestKeys.key(Roles.SERVICE))
                .get("/v1/snapshots/" + snapshot.getSnapshotId() + "/lines")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/x-ndjson"))
                .extract()
                .asString();
        assertThat(lines.lines()).hasSize(3);
        assertThat(Sha256.hex(lines)).isEqualTo(snapshot.getSha256());
        assertThat(lines.getBytes(StandardCharsets.UTF_8)).endsWith((byte) '\n');
    }

    @Test
    void aPromptThatHasTooFewDistinctOutputsIsRecordedAsShort() {
        comparisons("short", 1, 4);
        addPrompts("short", List.of("Write short 0", "Write always the same"));
        CollectProgress collected = collect("short");
        assertThat(collected.getPromptsDone()).isEqualTo(2);
        assertThat(collected.getPromptsShort()).isOne();
        assertThat(collected.getOutputs()).isEqualTo(5);
    }

    @Test
    void anUnknownPolicyEndsTheCollectionWithItsCode() {
        operator.createProject(Project.newBuilder()
                .setName("nobody")
                .setKind(TaskKind.TASK_KIND_COMPARISON)
                .addPolicies("nobody")
                .build());
        addPrompts("nobody", List.of("Write."));
        assertRefused("POLICY_UNKNOWN", () -> collect("nobody"));
    }

    @Test
    void aCollectionIsStartedFollowedAndReadOverRestAndRpc() {
        comparisons("job", 1, 4);
        addPrompts("job", List.of("Write job 0", "Write always the same"));
        var rest = TestKeys.key(Roles.OPERATOR);
        rest(rest)
                .get("/v1/projects/job/collections/latest")
                .then()
                .statusCode(404)
                .body("code", is("COLLECTION_UNKNOWN"));
        String id = rest(rest)
                .body("{\"seed\": 7}")
                .post("/v1/projects/job/collections")
                .then()
                .statusCode(202)
                .body("promptsTotal", is(2), "seed", is(7))
                .extract()
                .path("id");
        collect("job");
        rest(rest)
                .get("/v1/projects/job/collections/latest")
                .then()
                .statusCode(200)
                .body("id", is(id), "state", is("done"), "promptsDone", is(2), "promptsShort", is(1), "failed", is(0));
        rest(TestKeys.key(Roles.REVIEWER))
                .get("/v1/projects/job/collections/short")
                .then()
                .statusCode(200)
                .body("promptId", is(List.of("p1")), "tries", is(List.of(4)), "distinct", is(List.of(1)));
        rest(rest)
                .delete("/v1/projects/job/collections/latest")
                .then()
                .statusCode(200)
                .body("state", is("done"), "code", nullValue());

        var collections = CollectionServiceGrpc.newBlockingStub(operator.getChannel());
        var project = CollectionOfProject.newBuilder().setProject("job").build();
        assertThat(collections.getCollection(project).getCollectionId()).isEqualTo(id);
        assertThat(collections
                        .listShortPrompts(ListShortPromptsRequest.newBuilder()
                                .setProject("job")
                                .build())
                        .getPromptsList())
                .singleElement()
                .satisfies(prompt -> assertThat(prompt.getDistinct()).isOne());
        var again = collections.startCollection(
                StartCollectionRequest.newBuilder().setProject("job").setSeed(3).build());
        assertThat(again.getState()).isEqualTo(CollectionState.COLLECTION_STATE_RUNNING);
        assertThat(collections.stopCollection(project).getState())
                .isIn(CollectionState.COLLECTION_STATE_STOPPED, CollectionState.COLLECTION_STATE_DONE);
        assertRefused("SETTINGS_INVALID", () -> {
            demonstrations("no-outputs", 1);
            collections.startCollection(
                    StartCollectionRequest.newBuilder().setProject("no-outputs").build());
        });
    }
}
