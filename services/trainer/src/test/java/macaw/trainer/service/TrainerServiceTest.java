package macaw.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.StorePath;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.v1.AliasChanged;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.ListAliasesRequest;
import macaw.v1.ListVersionsRequest;
import macaw.v1.RegisterRewardRequest;
import macaw.v1.RemoteReward;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TrainerStack.class)
@Tag("integration")
class TrainerServiceTest {
    private static final String TEXTS = rows(
            40, i -> "{\"text\":\"Note " + i + ": buy milk, bread and " + i % 7 + " eggs, then call the office.\"}");
    private static final String DEMONSTRATIONS =
            rows(24, i -> "{\"prompt\":\"Write list " + i % 9 + "\",\"response\":\"milk, bread, " + i % 5 + " eggs\"}");
    private static final String COMPARISONS = rows(
            16,
            i -> "{\"prompt\":\"Write list " + i
                    + "\",\"outputs\":[\"milk\",\"call the office\"],\"ranking\":[[0],[1]]}");

    @TestHTTPResource
    URI address;

    @Inject
    ArtefactStore store;

    @Inject
    Messaging messaging;

    private ManagedChannel channel;
    private TrainingServiceGrpc.TrainingServiceBlockingStub training;

    private static String rows(int count, Function<Integer, String> row) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(row.apply(i)).append('\n');
        }
        return rows.toString();
    }

    @BeforeEach
    void connect() {
        channel = ServiceChannels.open(address.getAuthority(), Optional.of(TestKeys.key(Roles.OPERATOR)));
        training = TrainingServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void fromTextsToABaseModelToAnAnsweringOneToARewardModel() throws Exception {
        pretrained();
        Run sft = finished(
                "sft-1",
                RunKind.RUN_KIND_SFT,
                "{\"output\":\"sft\",\"alias\":\"answers\",\"model\":\"base\",\"epochs\":1,\"batchSize\":8,\"data\":\"sha256:"
                        + upload(DEMONSTRATIONS) + "\"}");
        Run reward = finished(
                "reward-1",
                RunKind.RUN_KIND_REWARD,
                "{\"output\":\"rm\",\"model\":\"answers\",\"epochs\":1,\"batchSize\":4,\"data\":\"sha256:"
                        + upload(COMPARISONS) + "\"}");

        assertThat(sft.getPublished(0).getNumber()).isEqualTo(1);
        assertThat(sft.getProgress().getStep()).isEqualTo(sft.getProgress().getTotalSteps());
        VersionPublished rm = training.listVersions(ListVersionsRequest.newBuilder()
                        .setKind(VersionKind.VERSION_KIND_REWARD)
                        .setName("rm")
                        .build())
                .getVersions(0);
        assertThat(rm.getVersion()).isEqualTo(reward.getPublished(0));
        assertThat(rm.getParentsList()).containsExactly(sft.getPublished(0));
        assertThat(told("policy-versions")).containsKeys("base@1", "sft@1").doesNotContainKey("rm@1");
        assertThat(told("reward-versions")).containsKey("rm@1");
        assertThat(AliasChanged.parseFrom(told("aliases").get("policy/answers")).getVersion())
                .isEqualTo(sft.getPublished(0));
        assertThat(Run.parseFrom(told("runs").get("sft-1")).getState()).isEqualTo(RunState.RUN_STATE_FINISHED);
    }

    /** The base model, made once for all tests. */
    private void pretrained() throws Exception {
        finished(
                "pretrain-1",
                RunKind.RUN_KIND_PRETRAIN,
                "{\"output\":\"base\",\"sequenceLength\":32,\"batchSize\":4,\"architecture\":{\"vocabularySize\":300,"
                        + "\"hiddenSize\":32,\"intermediateSize\":64,\"layers\":1,\"heads\":2,\"keyValueHeads\":2},"
                        + "\"data\":\"sha256:" + upload(TEXTS) + "\"}");
    }

    private Run finished(String id, RunKind kind, String settings) {
        Run started = training.startRun(StartRunRequest.newBuilder()
                .setRunId(id)
                .setKind(kind)
                .setSettingsJson(settings)
                .build());
        assertThat(started.getRunId()).isEqualTo(id);
        Iterator<Run> watch = training.withDeadlineAfter(120, TimeUnit.SECONDS)
                .watchRun(RunRef.newBuilder().setRunId(id).build());
        Run last = started;
        while (watch.hasNext()) {
            last = watch.next();
        }
        assertThat(last.getState()).as(last.toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        return last;
    }

    @Test
    void theSameRunIdWithOtherSettingsIsAConflict() throws Exception {
        pretrained();
        assertCode(
                ErrorCode.RUN_CONFLICT,
                () -> training.startRun(StartRunRequest.newBuilder()
                        .setRunId("pretrain-1")
                        .setKind(RunKind.RUN_KIND_PRETRAIN)
                        .setSettingsJson("{\"output\":\"base\",\"data\":\"sha256:" + upload(TEXTS) + "\"}")
                        .build()));
        assertCode(
                ErrorCode.RUN_STATE_CONFLICT,
                () -> training.pauseRun(
                        RunRef.newBuilder().setRunId("pretrain-1").build()));
        assertCode(
                ErrorCode.RUN_UNKNOWN,
                () -> training.getRun(RunRef.newBuilder().setRunId("nobody").build()));
    }

    @Test
    void whatARunNamesHasToBeThere() {
        assertCode(ErrorCode.SETTINGS_INVALID, () -> start("{\"outputt\":\"x\"}"));
        assertCode(
                ErrorCode.POLICY_UNKNOWN,
                () -> start(
                        "{\"output\":\"x\",\"model\":\"nobody\",\"data\":\"sha256:" + upload(DEMONSTRATIONS) + "\"}"));
        assertCode(
                ErrorCode.DATASET_UNKNOWN,
                () -> start("{\"output\":\"x\",\"model\":\"base\",\"data\":\"sha256:" + "0".repeat(64) + "\"}"));
        assertCode(
                ErrorCode.LABELING_UNAVAILABLE,
                () -> start("{\"output\":\"x\",\"model\":\"base\",\"data\":\"snapshot:s1\"}"));
    }

    private void start(String settings) throws Exception {
        pretrained();
        training.startRun(StartRunRequest.newBuilder()
                .setKind(RunKind.RUN_KIND_SFT)
                .setSettingsJson(settings)
                .build());
    }

    @Test
    void aRowThatIsNoJsonIsRefusedWithItsLine() {
        assertThatThrownBy(() -> upload("{\"text\":\"a\"}\nnot json\n")).hasMessageContaining("line 2");
    }

    @Test
    void aCheckpointIsImportedWholeOrNotAtAll() throws Exception {
        pretrained();
        Path base = store.open(StorePath.of("default", "policies", "base", "000001"), "");

        VersionPublished imported = importFolder("imported", 7, base, Map.of());
        assertThat(imported.getVersion().getNumber()).isEqualTo(7);
        assertThat(importFolder("imported", 7, base, Map.of()).getVersion()).isEqualTo(imported.getVersion());
        assertThat(importFolder("imported", 0, base, Map.of()).getVersion().getNumber())
                .isEqualTo(8);

        String config = Files.readString(base.resolve("config.json"));
        assertCode(
                ErrorCode.VERSION_CONFLICT,
                () -> importFolder(
                        "imported", 7, base, Map.of("config.json", (config + "\n").getBytes(StandardCharsets.UTF_8))));
        byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
        assertCode(
                ErrorCode.SAFETENSORS_INVALID,
                () -> importFolder(
                        "bad", 0, base, Map.of("model.safetensors", Arrays.copyOf(weights, weights.length - 5))));
        byte[] nan = weights.clone();
        for (int i = 1; i <= 4; i++) {
            nan[nan.length - i] = (byte) 0xff;
        }
        assertCode(ErrorCode.WEIGHTS_NOT_FINITE, () -> importFolder("bad", 0, base, Map.of("model.safetensors", nan)));
        assertCode(ErrorCode.NAME_INVALID, () -> importFolder("../outside", 0, base, Map.of()));
        assertThat(store.list(StorePath.of("default", "policies", "bad"))).isEmpty();
    }

    private VersionPublished importFolder(String name, long number, Path directory, Map<String, byte[]> instead)
            throws Exception {
        return streamed(TrainingServiceGrpc.newStub(channel)::importCheckpoint, send -> {
            send.onNext(ImportChunk.newBuilder()
                    .setHeader(ImportHeader.newBuilder()
                            .setKind(VersionKind.VERSION_KIND_POLICY)
                            .setName(name)
                            .setNumber(number))
                    .build());
            for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
                byte[] content = instead.containsKey(file) ? instead.get(file) : bytes(directory.resolve(file));
                send.onNext(ImportChunk.newBuilder()
                        .setFile(file)
                        .setData(ByteString.copyFrom(content))
                        .build());
            }
        });
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAliasMeansWhatItWasPointedAtLast() throws Exception {
        pretrained();
        var alias = AliasChanged.newBuilder()
                .setKind(VersionKind.VERSION_KIND_POLICY)
                .setAlias("best")
                .setVersion(VersionRef.newBuilder().setName("base").setNumber(1))
                .build();
        AliasChanged set = training.setAlias(alias);
        assertThat(set.getVersion().getManifestSha256()).hasSize(64);
        assertThat(training.listAliases(ListAliasesRequest.getDefaultInstance()).getAliasesList())
                .contains(set);
        assertCode(
                ErrorCode.POLICY_UNKNOWN,
                () -> training.setAlias(alias.toBuilder()
                        .setVersion(VersionRef.newBuilder().setName("base").setNumber(99))
                        .build()));
    }

    @Test
    void aRemoteRewardIsAVersionOfItsOwn() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        VersionPublished version = training.registerReward(RegisterRewardRequest.newBuilder()
                .setName("helpful")
                .setRemote(RemoteReward.newBuilder().setTarget("127.0.0.1:1").setReward("helpful"))
                .build());
        assertThat(store.open(
                                StorePath.parse(version.getPath()),
                                version.getVersion().getManifestSha256())
                        .resolve("reward.json"))
                .content()
                .contains("\"deadlineMillis\" : 10000");
        VersionPublished told =
                VersionPublished.parseFrom(told("reward-versions").get("helpful@1"));
        VersionPublished listed = training.listVersions(ListVersionsRequest.newBuilder()
                        .setKind(VersionKind.VERSION_KIND_REWARD)
                        .setName("helpful")
                        .build())
                .getVersions(0);
        assertThat(Instant.EPOCH.plus(listed.getPublishedAtMicros(), ChronoUnit.MICROS))
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(List.of(version, told)).allSatisfy(same -> assertThat(same).isEqualTo(listed));
    }

    @Test
    void runsAndVersionsAreSeenWithCurl() throws Exception {
        pretrained();
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

    private String upload(String rows) throws Exception {
        DatasetUploaded uploaded = streamed(
                TrainingServiceGrpc.newStub(channel)::uploadDataset,
                send -> send.onNext(DatasetChunk.newBuilder()
                        .setData(ByteString.copyFromUtf8(rows))
                        .build()));
        return uploaded.getSha256();
    }

    private interface Call<Q, A> {
        StreamObserver<Q> begin(StreamObserver<A> reply);
    }

    private interface Sender<Q> {
        void sendTo(StreamObserver<Q> stream);
    }

    private static <Q, A> A streamed(Call<Q, A> call, Sender<Q> sender) throws Exception {
        CompletableFuture<A> answer = new CompletableFuture<>();
        StreamObserver<Q> stream = call.begin(new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        });
        sender.sendTo(stream);
        stream.onCompleted();
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromStatus(e, ErrorCode.INTERNAL)
                                        .code())
                                .isEqualTo(code));
    }

    /** The latest value of each key of a topic. */
    private Map<String, byte[]> told(String topic) {
        Map<String, byte[]> told = new TreeMap<>();
        var partition = new TopicPartition(TrainerStack.TOPICS.fullName(topic), 0);
        try (var consumer = new KafkaConsumer<>(
                messaging.connection().reader("test"), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> told.put(record.key(), record.value()));
            }
        }
        return told;
    }
}
