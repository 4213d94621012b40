package macaw.cli.bench;

import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import macaw.cli.bench.figures.LabelingReport;
import macaw.cli.bench.figures.Latency;
import macaw.cli.display.StageDisplay;
import macaw.cli.systems.Connection;
import macaw.cli.systems.RunningSystem;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.localstack.StackState;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddPromptsRequest;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LabelingServiceGrpc.LabelingServiceBlockingStub;
import macaw.v1.NewPrompt;
import macaw.v1.NextTaskRequest;
import macaw.v1.Project;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Task;
import macaw.v1.TaskKind;

/**
 * Labelers who get tasks and hand work in, one alone and a crowd of them in turns.
 *
 * @param labelers in the crowd
 * @param thinking what each of the crowd takes for a task on average
 * @param repeats of the measurement
 */
record LabelingBench(int labelers, Duration thinking, int repeats) {
    static final int LABELERS = 200;
    static final int THINKING_SECONDS = 5;
    static final int REPEATS = 3;

    private static final String PROJECT = "bench-labeling";
    private static final int PROMPTS = 20_000;
    private static final int AT_ONCE = 5_000;
    private static final int OVERLAP = 3;
    private static final Duration SHIFT = Duration.ofSeconds(15);

    LabelingBench {
        if (labelers < 1 || repeats < 1 || !thinking.isPositive()) {
            throw new StackException("--labelers, --thinking and --repeats must be at least 1");
        }
    }

    /** Measures on a stack that is up and that nothing else uses. */
    LabelingReport run(StackState stack, StageDisplay display) throws InterruptedException {
        try (Connection connection = Connection.to(Service.LABELING, RunningSystem.of(stack))) {
            display.begin("labeling");
            prepare(LabelingServiceGrpc.newBlockingStub(connection.channel()));
            List<Channel> crowd = IntStream.range(0, labelers)
                    .mapToObj(i -> labeler(connection))
                    .toList();
            List<Channel> alone = crowd.subList(0, 1);
            // does not count: a service that has just started compiles
            measure(alone, Duration.ZERO);
            measure(crowd, Duration.ZERO);
            List<LabelingReport.Repeat> measured = new ArrayList<>();
            for (int repeat = 0; repeat < repeats; repeat++) {
                display.progress((double) repeat / repeats, labelers + " labelers and one, in turns");
                measured.add(new LabelingReport.Repeat(
                        measure(alone, Duration.ZERO), measure(crowd, thinking), measure(crowd, Duration.ZERO)));
            }
            display.end("measured");
            return new LabelingReport(labelers, thinking.toMillis() / 1000.0, measured);
        }
    }

    private static void prepare(LabelingServiceBlockingStub operator) {
        operator.createProject(Project.newBuilder()
                .setName(PROJECT)
                .setKind(TaskKind.TASK_KIND_DEMONSTRATION)
                .setOverlap(OVERLAP)
                .build());
        for (int first = 0; first < PROMPTS; first += AT_ONCE) {
            operator.addPrompts(AddPromptsRequest.newBuilder()
                    .setProject(PROJECT)
                    .addAllPrompts(IntStream.range(first, first + AT_ONCE)
                            .mapToObj(i -> NewPrompt.newBuilder()
                                    .setPromptId("p" + i)
                                    .setText("Write a shopping list for a dinner of " + i + " people.")
                                    .build())
                            .toList())
                    .build());
        }
    }

    private static Channel labeler(Connection connection) {
        String key = LabelingServiceGrpc.newBlockingStub(connection.channel())
                .addLabeler(AddLabelerRequest.newBuilder()
                        .setName("bench")
                        .setSimulated(true)
                        .build())
                .getKey();
        return connection.as(key);
    }

    private static Latency measure(List<Channel> people, Duration thinking) throws InterruptedException {
        Collection<Double> millis = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + SHIFT.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> shifts = new ArrayList<>();
            for (int i = 0; i < people.size(); i++) {
                var labeler = LabelingServiceGrpc.newBlockingStub(people.get(i));
                var random = new SplittableRandom(i);
                shifts.add(threads.submit(() -> {
                    work(labeler, random, thinking, end, millis);
                    return null;
                }));
            }
            for (Future<?> each : shifts) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new StackException("a labeler was refused: " + e.getCause(), e);
        }
        return Latency.of(List.copyOf(millis), SHIFT.toNanos() / 1e9);
    }

    /** Until the end of the shift; with time to think, nobody begins at the same moment. */
    private static void work(
            LabelingServiceBlockingStub labeler,
            SplittableRandom random,
            Duration thinking,
            long end,
            Collection<Double> millis)
            throws InterruptedException {
        NextTaskRequest request =
                NextTaskRequest.newBuilder().setProject(PROJECT).build();
        think(random, thinking);
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            Task task = labeler.nextTask(request);
            millis.add((System.nanoTime() - begin) / 1e6);
            think(random, thinking);
            labeler.submitDemonstration(SubmitDemonstrationRequest.newBuilder()
                    .setLease(task.getLease())
                    .setText("Eggs, flour and milk.")
                    .setIdempotencyKey(task.getTaskId())
                    .build());
        }
    }

    /** For an exponentially distributed time: people ask when they are done, not when others are. */
    private static void think(SplittableRandom random, Duration mean) throws InterruptedException {
        Thread.sleep(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean.toNanos())));
    }
}
