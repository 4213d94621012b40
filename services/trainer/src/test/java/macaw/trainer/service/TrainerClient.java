package macaw.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.kafka.Messaging;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.ImportChunk;
import macaw.v1.ImportHeader;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The trainer as an operator's program sees it; every model is as small as can be. */
final class TrainerClient implements AutoCloseable {
    static final String TEXTS = rows(
            40, i -> "{\"text\":\"Note " + i + ": buy milk, bread and " + i % 7 + " eggs, then call the office.\"}");
    static final String DEMONSTRATIONS =
            rows(24, i -> "{\"prompt\":\"Write list " + i % 9 + "\",\"response\":\"milk, bread, " + i % 5 + " eggs\"}");
    static final String COMPARISONS = rows(
            16,
            i -> "{\"prompt\":\"Write list " + i
                    + "\",\"outputs\":[\"milk\",\"call the office\"],\"ranking\":[[0],[1]]}");

    private final ManagedChannel channel;
    private final TrainingServiceGrpc.TrainingServiceBlockingStub training;

    TrainerClient(URI address) {
        channel = ServiceChannels.open(address.getAuthority(), Optional.of(TestKeys.key(Roles.OPERATOR)));
        training = TrainingServiceGrpc.newBlockingStub(channel);
    }

    TrainingServiceGrpc.TrainingServiceBlockingStub training() {
        return training;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** The base model, made once for all tests. */
    void pretrained() throws Exception {
        finished(
                "pretrain-1",
                RunKind.RUN_KIND_PRETRAIN,
                "{\"output\":\"base\",\"sequenceLength\":32,\"batchSize\":4,\"architecture\":{\"vocabularySize\":300,"
                        + "\"hiddenSize\":32,\"intermediateSize\":64,\"layers\":1,\"heads\":2,\"keyValueHeads\":2},"
                        + "\"data\":\"sha256:" + upload(TEXTS) + "\"}");
    }

    /** Starts a run and follows it to its end. */
    Run finished(String id, RunKind kind, String settings) {
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

    /** Imports a checkpoint with some files' bytes replaced. */
    VersionPublished importFolder(String name, long number, Path directory, Map<String, byte[]> instead)
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

    /** Uploads rows; returns their hash. */
    String upload(String rows) throws Exception {
        DatasetUploaded uploaded = streamed(
                TrainingServiceGrpc.newStub(channel)::uploadDataset,
                send -> send.onNext(DatasetChunk.newBuilder()
                        .setData(ByteString.copyFromUtf8(rows))
                        .build()));
        return uploaded.getSha256();
    }

    /** That a call is refused with that code. */
    static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromStatus(e, ErrorCode.INTERNAL)
                                        .code())
                                .isEqualTo(code));
    }

    /** The latest value of each key of a topic. */
    static Map<String, byte[]> told(Messaging messaging, String topic) {
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

    private static String rows(int count, Function<Integer, String> row) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(row.apply(i)).append('\n');
        }
        return rows.toString();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
