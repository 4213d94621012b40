package macaw.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.StorePath;
import macaw.chassis.kafka.Messaging;
import macaw.errors.ErrorCode;
import macaw.v1.AliasChanged;
import macaw.v1.ListAliasesRequest;
import macaw.v1.ListVersionsRequest;
import macaw.v1.RegisterRewardRequest;
import macaw.v1.RemoteReward;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Versions that no run made, and aliases, on the running service. */
@QuarkusTest
@QuarkusTestResource(TrainerStack.class)
@Tag("integration")
class VersionServiceTest {
    @TestHTTPResource
    URI address;

    @Inject
    ArtefactStore store;

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
    void aCheckpointIsImportedWholeOrNotAtAll() throws Exception {
        trainer.pretrained();
        Path base = store.open(StorePath.of("default", "policies", "base", "000001"), "")
                .directory();

        VersionPublished imported = trainer.importFolder("imported", 7, base, Map.of());
        assertThat(imported.getVersion().getNumber()).isEqualTo(7);
        assertThat(trainer.importFolder("imported", 7, base, Map.of()).getVersion())
                .isEqualTo(imported.getVersion());
        assertThat(trainer.importFolder("imported", 0, base, Map.of())
                        .getVersion()
                        .getNumber())
                .isEqualTo(8);

        String config = Files.readString(base.resolve("config.json"));
        TrainerClient.assertCode(
                ErrorCode.VERSION_CONFLICT,
                () -> trainer.importFolder(
                        "imported", 7, base, Map.of("config.json", (config + "\n").getBytes(StandardCharsets.UTF_8))));
        byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
        TrainerClient.assertCode(
                ErrorCode.SAFETENSORS_INVALID,
                () -> trainer.importFolder(
                        "bad", 0, base, Map.of("model.safetensors", Arrays.copyOf(weights, weights.length - 5))));
        byte[] nan = weights.clone();
        for (int i = 1; i <= 4; i++) {
            nan[nan.length - i] = (byte) 0xff;
        }
        TrainerClient.assertCode(
                ErrorCode.WEIGHTS_NOT_FINITE,
                () -> trainer.importFolder("bad", 0, base, Map.of("model.safetensors", nan)));
        TrainerClient.assertCode(ErrorCode.NAME_INVALID, () -> trainer.importFolder("../outside", 0, base, Map.of()));
        assertThat(store.list(StorePath.of("default", "policies", "bad"))).isEmpty();
    }

    @Test
    void anAliasMeansWhatItWasPointedAtLast() throws Exception {
        trainer.pretrained();
        var alias = AliasChanged.newBuilder()
                .setKind(VersionKind.VERSION_KIND_POLICY)
                .setAlias("best")
                .setVersion(VersionRef.newBuilder().setName("base").setNumber(1))
                .build();
        AliasChanged set = trainer.training().setAlias(alias);
        assertThat(set.getVersion().getManifestSha256()).hasSize(64);
        assertThat(trainer.training()
                        .listAliases(ListAliasesRequest.getDefaultInstance())
                        .getAliasesList())
                .contains(set);
        TrainerClient.assertCode(
                ErrorCode.POLICY_UNKNOWN,
                () -> trainer.training()
                        .setAlias(alias.toBuilder()
                                .setVersion(
                                        VersionRef.newBuilder().setName("base").setNumber(99))
                                .build()));
    }

    @Test
    void aRemoteRewardIsAVersionOfItsOwn() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        VersionPublished version = trainer.training()
                .registerReward(RegisterRewardRequest.newBuilder()
                        .setName("helpful")
                        .setRemote(RemoteReward.newBuilder()
                                .setTarget("127.0.0.1:1")
                                .setReward("helpful"))
                        .build());
        assertThat(store.open(
                                StorePath.parse(version.getPath()),
                                version.getVersion().getManifestSha256())
                        .resolve("reward.json"))
                .content()
                .contains("\"deadlineMillis\" : 10000");
        VersionPublished told = VersionPublished.parseFrom(
                TrainerClient.told(messaging, "reward-versions").get("helpful@1"));
        VersionPublished listed = trainer.training()
                .listVersions(ListVersionsRequest.newBuilder()
                        .setKind(VersionKind.VERSION_KIND_REWARD)
                        .setName("helpful")
                        .build())
                .getVersions(0);
        assertThat(Instant.EPOCH.plus(listed.getPublishedAtMicros(), ChronoUnit.MICROS))
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(List.of(version, told)).allSatisfy(same -> assertThat(same).isEqualTo(listed));
    }
}
