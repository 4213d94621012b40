package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import macaw.errors.ErrorCode;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.Demonstration;
import macaw.v1.Draft;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Project;
import macaw.v1.SaveDraftRequest;
import macaw.v1.SnapshotRecord;
import macaw.v1.SnapshotRef;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import macaw.v1.TaskRef;
import macaw.v1.WithdrawRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The labeling service and the broker are killed while labelers hand work in and an operator takes some of it back. What was answered is there
 * afterwards, once; leases go on and drafts are kept; and the topic has every submission, its last word last.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class LabelingKillTest {
    private static final int TASKS = 300;
    private static final int LABELERS = 4;
    private static final int WITHDRAWN = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String project = "killed-" + UUID.randomUUID().toString().substring(0, 8);
    /** Submission ids by prompt, as they were answered. */
    private final Map<String, String> answered = new ConcurrentHashMap<>();

    private Caller operator;

    @BeforeEach
    void aProject(LocalStack stack) {
        operator = new Caller(stack.address(Service.LABELING), stack.keys().operator());
        operator.labeling()
                .createProject(Project.newBuilder()
                        .setName(project)
                        .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                        .build());
        operator.labeling()
                .addPrompts(AddPromptsRequest.newBuilder()
                        .setProject(project)
                        .addAllPrompts(IntStream.range(0, TASKS)
                                .mapToObj(i -> NewPrompt.newBuilder()
                                        .setPromptId("killed-" + i)
                                        .setText("Write a list of " + i + " apples.")
                                        .build())
                                .toList())
                        .build());
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void nothingThatWasAnsweredIsLostAndTheTopicHasTheLastWordOfEach(LocalStack stack) throws Exception {
        List<String> keys = Stream.generate(this::labeler).limit(LABELERS).toList();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = keys.stream()
                    .<Future<?>>map(key -> people.submit(() -> label(stack, key)))
                    .toList();
            Wire.await("work has begun", () -> answered.size() >= TASKS / 10);
            stack.kill(Service.LABELING);
            Map<String, String> before = Map.copyOf(answered);
            stack.restart(Service.LABELING);
            assertThat(recorded()).as("what was answered before the kill").containsAllEntriesOf(before);
            Wire.await("work goes on", () -> answered.size() >= TASKS / 2);
            stack.killBroker();
            stack.kill(Service.LABELING);
            stack.restart(Service.LABELING);
            stack.restartBroker();
            for (Future<?> each : work) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        Map<String, String> recorded = recorded();
        assertThat(recorded).isEqualTo(answered).hasSize(TASKS);

        List<String> withdrawn =
                recorded.values().stream().sorted().limit(WITHDRAWN).toList();
        for (String submission : withdrawn) {
            insisting(() -> operator.labeling()
                    .withdraw(WithdrawRequest.newBuilder()
                            .setSubmissionId(submission)
                            .setReason("a test")
                            .build()));
        }
        stack.kill(Service.LABELING);
        stack.restart(Service.LABELING);

        var wire = new Wire(stack);
        Wire.await("everything has arrived", () -> {
            Map<String, ConsumerRecord<byte[], byte[]>> last = last(wire);
            return last.keySet().containsAll(recorded.values())
                    && withdrawn.stream().allMatch(id -> last.get(id).value() == null);
        });
        Map<String, ConsumerRecord<byte[], byte[]>> last = last(wire);
        recorded.forEach((prompt, submission) -> {
            if (!withdrawn.contains(submission)) {
                Demonstration demonstration = demonstration(last.get(submission).value());
                assertThat(demonstration.getPromptId()).isEqualTo(prompt);
                assertThat(demonstration.getRevision()).isOne();
                assertThat(demonstration.getLabelerPseudonym()).startsWith("labeler-");
            }
        });
    }

    @Test
    void whoeverHeldATaskWhenTheServiceWasKilledHoldsItAfterwards(LocalStack stack) {
        try (Caller labeler = new Caller(stack.address(Service.LABELING), labeler())) {
            NextTaskRequest next =
                    NextTaskRequest.newBuilder().setProject(project).build();
            Task before = labeler.labeling().nextTask(next);
            stack.kill(Service.LABELING);
            stack.restart(Service.LABELING);
            Task after = insisting(() -> labeler.labeling().nextTask(next));
            assertThat(after.getTaskId()).isEqualTo(before.getTaskId());
            assertThat(after.getLease().getLeaseId())
                    .isEqualTo(before.getLease().getLeaseId());
            assertThat(insisting(() -> labeler.labeling().renewLease(after.getLease()))
                            .getLeaseId())
                    .isEqualTo(before.getLease().getLeaseId());
        }
    }

    @Test
    void aDraftThatWasSavedWhenTheServiceWasKilledIsThereAfterwards(LocalStack stack) {
        try (Caller labeler = new Caller(stack.address(Service.LABELING), labeler())) {
            NextTaskRequest next =
                    NextTaskRequest.newBuilder().setProject(project).build();
            TaskRef task = TaskRef.newBuilder()
                    .setTaskId(labeler.labeling().nextTask(next).getTaskId())
                    .build();
            var desk = LabelerServiceGrpc.newBlockingStub(labeler.channel());
            Draft saved = desk.saveDraft(SaveDraftRequest.newBuilder()
                    .setTask(task)
                    .setContentJson("{\"text\":\"Half a list of\"}")
                    .build());
            stack.kill(Service.LABELING);
            stack.restart(Service.LABELING);
            assertThat(insisting(() -> desk.getDraft(task))).isEqualTo(saved);
            assertThat(saved.getContentJson()).isEqualTo("{\"text\":\"Half a list of\"}");
        }
    }

    private static Map<String, ConsumerRecord<byte[], byte[]>> last(Wire wire) {
        Map<String, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        wire.records("demonstrations")
                .forEach(record -> last.put(new String(record.key(), StandardCharsets.UTF_8), record));
        return last;
    }

    private static Demonstration demonstration(byte[] value) {
        try {
            return Demonstration.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the topic holds something else", e);
        }
    }

    private String labeler() {
        return operator.labeling()
                .addLabeler(AddLabelerRequest.newBuilder()
                        .setName("a test")
                        .setSimulated(true)
                        .build())
                .getKey();
    }

    /** Works until nothing is left to do. */
    private void label(LocalStack stack, String key) {
        try (Caller labeler = new Caller(stack.address(Service.LABELING), key)) {
            NextTaskRequest next =
                    NextTaskRequest.newBuilder().setProject(project).build();
            while (true) {
                Task task = insisting(() -> labeler.labeling().nextTask(next));
                String submission = insisting(() -> labeler.labeling()
                                .submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                                        .setLease(task.getLease())
                                        .setText(task.getPrompt() + " Here it is.")
                                        .setIdempotencyKey(task.getTaskId())
                                        .build()))
                        .getSubmissionId();
                answered.put(task.getPromptId(), submission);
            }
        } catch (StatusRuntimeException end) {
            assertThat(Caller.codeOf(end)).isEqualTo(ErrorCode.NO_TASK.name());
        }
    }

    /** Asks again until there is an answer that asking again does not change. */
    private static <T> T insisting(Supplier<T> request) {
        Set<String> answers =
                Set.of(ErrorCode.NO_TASK.name(), ErrorCode.SUBMISSION_CONFLICT.name(), ErrorCode.LEASE_LOST.name());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (StatusRuntimeException refused) {
                if (answers.contains(Caller.codeOf(refused)) || System.nanoTime() > deadline) {
                    throw refused;
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** Submissions by prompt, as a snapshot of the project has them. */
    private Map<String, String> recorded() {
        String snapshot = insisting(() -> operator.labeling()
                        .createSnapshot(CreateSnapshotRequest.newBuilder()
                                .setProject(project)
                                .build()))
                .getSnapshotId();
        var records = operator.labeling()
                .exportSnapshot(SnapshotRef.newBuilder().setSnapshotId(snapshot).build());
        Map<String, String> byPrompt = new HashMap<>();
        StreamSupport.stream(((Iterable<SnapshotRecord>) () -> records).spliterator(), false)
                .map(SnapshotRecord::getDemonstration)
                .forEach(demonstration -> assertThat(byPrompt.put(demonstration.getPromptId(), demonstration.getId()))
                        .as("one submission of a prompt")
                        .isNull());
        return byPrompt;
    }
}
