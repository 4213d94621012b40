package macaw.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import macaw.chassis.access.Roles;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.v1.AliasChanged;
import macaw.v1.ListVersionsRequest;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs on the running service: started, followed, refused, seen. */
@QuarkusTest
@QuarkusTestResource(TrainerStack.class)
@Tag("integration")
class RunServiceTest {
    @TestHTTPResource
    URI address;

    @Inject
    Messaging messaging;

    private TrainerClient trainer;

    @BeforeEach
    void connect() {
        trainer = new TrainerClient(address);
    }

    @AfterEach
    void disconnect() {
        trainer.close();
    }

    @Test
    void fromTextsToABaseModelToAnAnsweringOneToARewardModel() throws Exception {
        trainer.pretrained();
        Run sft = trainer.finished(
                "sft-1",
                RunKind.RUN_KIND_SFT,
                "{\"output\":\"sft\",\"alias\":\"answers\",\"model\":\"base\",\"epochs\":1,\"batchSize\":8,\"data\":\"sha256:"
                        + trainer.upload(TrainerClient.DEMONSTRATIONS) + "\"}");
        Run reward = trainer.finished(
                "reward-1",
                RunKind.RUN_KIND_REWARD,
                "{\"output\":\"rm\",\"model\":\"answers\",\"epochs\":1,\"batchSize\":4,\"data\":\"sha256:"
                        + trainer.upload(TrainerClient.COMPARISONS) + "\"}");

        assertThat(sft.getPublished(0).getNumber()).isEqualTo(1);
        assertThat(sft.getProgress().getStep()).isEqualTo(sft.getProgress().getTotalSteps());
        VersionPublished rm = trainer.training()
                .listVersions(ListVersionsRequest.newBuilder()
                        .setKind(VersionKind.VERSION_KIND_REWARD)
                        .setName("rm")
                        .build())
                .getVersions(0);
        assertThat(rm.getVersion()).isEqualTo(reward.getPublished(0));
        assertThat(rm.getParentsList()).containsExactly(sft.getPublished(0));
        assertThat(TrainerClient.told(messaging, "policy-versions"))
                .containsKeys("base@1", "sft@1")
                .doesNotContainKey("rm@1");
        assertThat(TrainerClient.told(messaging, "reward-versions")).containsKey("rm@1");
        assertThat(AliasChanged.parseFrom(
                                TrainerClient.told(messaging, "aliases").get("policy/answers"))
                        .getVersion())
                .isEqualTo(sft.getPublished(0));
        assertThat(Run.parseFrom(TrainerClient.told(messaging, "runs").get("sft-1"))
                        .getState())
                .isEqualTo(RunState.RUN_STATE_FINISHED);
    }

    @Test
    void theSameRunIdWithOtherSettingsIsAConflict() throws Exception {
        trainer.pretrained();
        TrainerClient.assertCode(
                ErrorCode.RUN_CONFLICT,
                () -> trainer.training()
                        .startRun(StartRunRequest.newBuilder()
                                .setRunId("pretrain-1")
                                .setKind(RunKind.RUN_KIND_PRETRAIN)
                                .setSettingsJson("{\"output\":\"base\",\"data\":\"sha256:"
                                        + trainer.upload(TrainerClient.TEXTS) + "\"}")
                                .build()));
        TrainerClient.assertCode(
                ErrorCode.RUN_STATE_CONFLICT,
                () -> trainer.training()
                        .pauseRun(RunRef.newBuilder().setRunId("pretrain-1").build()));
        TrainerClient.assertCode(
                ErrorCode.RUN_UNKNOWN,
                () -> trainer.training()
                        .getRun(RunRef.newBuilder().setRunId("nobody").build()));
    }

    @Test
    void whatARunNamesHasToBeThere() {
        TrainerClient.assertCode(ErrorCode.SETTINGS_INVALID, () -> start("{\"outputt\":\"x\"}"));
        TrainerClient.assertCode(
                ErrorCode.POLICY_UNKNOWN,
                () -> start("{\"output\":\"x\",\"model\":\"nobody\",\"data\":\"sha256:"
                        + trainer.upload(TrainerClient.DEMONSTRATIONS) + "\"}"));
        TrainerClient.assertCode(
                ErrorCode.DATASET_UNKNOWN,
                () -> start("{\"output\":\"x\",\"model\":\"base\",\"data\":\"sha256:" + "0".repeat(64) + "\"}"));
        TrainerClient.assertCode(
                ErrorCode.LABELING_UNAVAILABLE,
                () -> start("{\"output\":\"x\",\"model\":\"base\",\"data\":\"snapshot:s1\"}"));
    }

    /** 86 billion parameters, 1.4 TB with gradients and Adam's moments. */
    @Test
    void aRunThatWouldFitNoMachineIsNotAccepted() throws Exception {
        String settings = "{\"output\":\"huge\",\"data\":\"sha256:" + trainer.upload(TrainerClient.TEXTS)
                + "\",\"architecture\":{\"hiddenSize\":8192,\"intermediateSize\":32768,\"layers\":80,\"heads\":64,\"keyValueHeads\":64}}";
        TrainerClient.assertCode(
                ErrorCode.RUN_TOO_LARGE,
                () -> trainer.training()
                        .startRun(StartRunRequest.newBuilder()
                                .setRunId("huge")
                                .setKind(RunKind.RUN_KIND_PRETRAIN)
                                .setSettingsJson(settings)
                                .build()));
        RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body("{\"id\":\"huge\",\"kind\":\"pretrain\",\"settings\":" + settings + "}")
                .post("/v1/runs")
                .then()
                .statusCode(409)
                .body("code", equalTo("RUN_TOO_LARGE"))
                .body("detail", containsString(" MB = weights 34"));
        TrainerClient.assertCode(
                ErrorCode.RUN_UNKNOWN,
                () -> trainer.training()
                        .getRun(RunRef.newBuilder().setRunId("huge").build()));
    }

    private void start(String settings) throws Exception {
        trainer.pretrained();
        trainer.training()
                .startRun(StartRunRequest.newBuilder()
                        .setKind(RunKind.RUN_KIND_SFT)
                        .setSettingsJson(settings)
                        .build());
    }

    @Test
    void aRowThatIsNoJsonIsRefusedWithItsLine() {
        assertThatThrownBy(() -> trainer.upload("{\"text\":\"a\"}\nnot json\n")).hasMessageContaining("line 2");
    }

    @Test
    void runsAndVersionsAreSeenWithCurl() throws Exception {
        trainer.pretrained();
        RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .get(address.resolve("/v1/runs/pretrain-1"))
                .then()
                .statusCode(200)
                .body("state", equalTo("finished"))
                .body("settings.output", equalTo("base"))
                .body("published[0]", equalTo("default/base@1"));
        RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .get(address.resolve("/v1/versions?kind=policy&name=base"))
                .then()
                .statusCode(200)
                .body("[0].version", equalTo("default/base@1"));
        RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.LABELER))
                .get(address.resolve("/v1/runs"))
                .then()
                .statusCode(403);
    }

    @Test
    void theFiguresOfEachStepAreSeenWithCurl() throws Exception {
        trainer.pretrained();
        String lines = operator("/v1/runs/pretrain-1/metrics")
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        long steps = trainer.training()
                .getRun(RunRef.newBuilder().setRunId("pretrain-1").build())
                .getProgress()
                .getStep();
        assertThat(lines.lines())
                .hasSize((int) steps)
                .allSatisfy(line -> assertThat(line).contains("\"time\":", "\"loss\":"));
        assertThat(lines).startsWith("{\"step\":1,");
        assertThat(operator("/v1/runs/pretrain-1/metrics?after=" + (steps - 1))
                        .extract()
                        .asString()
                        .lines())
                .singleElement()
                .asString()
                .startsWith("{\"step\":" + steps + ",");
        assertThat(operator("/v1/runs/pretrain-1/metrics?every=" + steps)
                        .extract()
                        .asString()
                        .lines())
                .hasSize(1);
        operator("/v1/runs/pretrain-1/metrics?every=0").statusCode(400).body("code", equalTo("REQUEST_INVALID"));
        operator("/v1/runs/nobody/metrics").statusCode(404).body("code", equalTo("RUN_UNKNOWN"));
        operator("/v1/runs/pretrain-1/samples").statusCode(200).body("samples", empty());
    }

    @Test
    void aRunThatHasEndedIsToldOnce() throws Exception {
        trainer.pretrained();
        String events = operator("/v1/runs/pretrain-1/watch")
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        assertThat(events).startsWith("data: {").containsOnlyOnce("data:").contains("\"state\":\"finished\"");
    }

    @Test
    void aRunWhoseSettingsHaveLineBreaksIsToldInOneLine() throws Exception {
        trainer.pretrained();
        trainer.finished(
                "sft-in-lines",
                RunKind.RUN_KIND_SFT,
                "{\"output\":\"in-lines\",\r\n \"model\":\"base\",\n \"epochs\":1,\"data\":\"sha256:"
                        + trainer.upload(TrainerClient.DEMONSTRATIONS) + "\"}");
        String events = operator("/v1/runs/sft-in-lines/watch").extract().asString();
        assertThat(events.strip().lines())
                .singleElement()
                .asString()
                .startsWith("data: {")
                .endsWith("}");
    }

    @Test
    void everySettingIsExplained() {
        operator("/v1/settings/sft")
                .statusCode(200)
                .body("find { it.key == 'epochs' }.byDefault", equalTo(3))
                .body("find { it.key == 'model' }.meaning", equalTo("Policy to start from."));
        operator("/v1/settings/wish").statusCode(400).body("code", equalTo("REQUEST_INVALID"));
    }

    private ValidatableResponse operator(String route) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .get(address.resolve(route))
                .then();
    }
}
