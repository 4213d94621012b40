package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import macaw.errors.ErrorCode;
import macaw.localstack.LocalStack;
import macaw.localstack.Readiness;
import macaw.localstack.Service;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Project;
import macaw.v1.SnapshotRef;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Labelers hand work in while the database is killed and comes back. Whoever is refused is told to try again, does so under the same
 * idempotency key, and in the end each piece of work is there once, also where the answer was lost after it had been stored.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class DatabaseKillTest {
    private static final String PROJECT = "around-a-kill";
    private static final int TASKS = 200;
    private static final int LABELERS = 3;
    private static final int KILL_AFTER = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final AtomicInteger stored = new AtomicInteger();
    private Caller operator;

    @BeforeEach
    void aProject(LocalStack stack) {
        operator = new Caller(stack.address(Service.LABELING), stack.keys().operator());
        operator.labeling()
                .createProject(Project.newBuilder()
                        .setName(PROJECT)
                        .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                        .build());
        operator.labeling()
                .addPrompts(AddPromptsRequest.newBuilder()
                        .setProject(PROJECT)
                        .addAllPrompts(IntStream.range(0, TASKS)
                                .mapToObj(i -> NewPrompt.newBuilder()
                                        .setPromptId("kill-" + i)
                                        .setText("Write a list of " + i + " eggs.")
                                        .build())
                                .toList())
                        .build());
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void workIsRefusedWithACodeOrStoredOnce(LocalStack stack) throws Exception {
        List<String> keys = Stream.generate(this::labeler).limit(LABELERS).toList();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = keys.stream()
                    .<Future<?>>map(key -> people.submit(() -> label(stack, key)))
                    .toList();
            await("work has begun", () -> stored.get() >= KILL_AFTER);
            stack.killDatabase();
            await("somebody is refused", () -> !refusals.isEmpty());
            stack.restartDatabase();
            for (Future<?> each : work) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }

        assertThat(refusals).containsExactly(ErrorCode.DATABASE_UNAVAILABLE.name());
        assertThat(ErrorCode.DATABASE_UNAVAILABLE.kind().retryable()).isTrue();
        assertThat(stored).hasValue(TASKS);
        assertThat(recorded())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, TASKS)
                        .mapToObj(i -> "Write a list of " + i + " eggs. Here it is.")
                        .toList());
        await("labeling is ready again", new Readiness(stack.address(Service.LABELING))::holds);
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
                    NextTaskRequest.newBuilder().setProject(PROJECT).build();
            while (true) {
                Task task = insisting(() -> labeler.labeling().nextTask(next));
                insisting(() -> labeler.labeling()
                        .submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                                .setLease(task.getLease())
                                .setText(task.getPrompt() + " Here it is.")
                                .setIdempotencyKey(task.getTaskId())
                                .build()));
                stored.incrementAndGet();
            }
        } catch (StatusRuntimeException end) {
            assertThat(Caller.codeOf(end)).isEqualTo("NO_TASK");
        }
    }

    /** Asks again for as long as the answer is that asking again can help; keeps the codes of these refusals. */
    private <T> T insisting(Supplier<T> request) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (StatusRuntimeException refused) {
                String code = Caller.codeOf(refused);
                if (code.equals(ErrorCode.NO_TASK.name()) || System.nanoTime() > deadline) {
                    throw refused;
                }
                refusals.add(code);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** What a snapshot of the project holds. */
    private List<String> recorded() {
        String snapshot = operator.labeling()
                .createSnapshot(
                        CreateSnapshotRequest.newBuilder().setProject(PROJECT).build())
                .getSnapshotId();
        var records = operator.labeling()
                .exportSnapshot(SnapshotRef.newBuilder().setSnapshotId(snapshot).build());
        return StreamSupport.stream(((Iterable<macaw.v1.SnapshotRecord>) () -> records).spliterator(), false)
                .map(record -> record.getDemonstration().getResponse())
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
