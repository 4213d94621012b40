package macaw.labeling.postgres;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.CollectionDesk;
import macaw.labeling.outputs.CollectionJob;
import macaw.labeling.outputs.CollectionProgress;
import macaw.labeling.outputs.CollectionRunner;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.OutputCollection;
import macaw.labeling.outputs.Policies;
import macaw.labeling.outputs.Sample;
import macaw.labeling.outputs.ShortPrompt;
import macaw.labeling.projects.Project;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.localstack.testing.TestDatabase;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collections as jobs: one a project, worked on in one place, going on where somebody else left off. */
@Tag("integration")
class CollectionJobTest {
    private static final VersionRef VERSION = new VersionRef("default", "sft", 1, "ab".repeat(32));
    private static final Duration SOON = Duration.ofMillis(20);
    private static final int K = 3;

    private static TestDatabase postgres;
    private static DataSource source;
    private LabelingRoom room;
    private PostgresCollections store;
    private CollectionDesk desk;
    private Project project;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<CollectionRunner> runners = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        postgres = LabelingRoom.startPostgres();
        source = LabelingRoom.source(postgres);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void enter() {
        room = new LabelingRoom(source);
        store = new PostgresCollections(room.database);
        desk = new CollectionDesk(store, room.outputs, UUID::randomUUID, room.now::get, () -> {});
        project = room.comparisons("collected", 1, 0, K);
    }

    @AfterEach
    void leave() {
        desk.stop(project);
        runners.forEach(CollectionRunner::close);
    }

    private CollectionRunner runner(Policies policies) {
        var runner = new CollectionRunner(
                store,
                new OutputCollection(room.outputs, policies, UUID::randomUUID, 1),
                room.projects,
                room.now::get,
                SOON,
                failure -> {});
        runners.add(runner);
        runner.start();
        return runner;
    }

    /** Counts what is asked for, and answers with different texts. */
    private List<Sample> answers(String prompt, int n) {
        int before =
                asked.computeIfAbsent(prompt, unused -> new AtomicInteger()).getAndAdd(n);
        return IntStream.range(before, before + n)
                .mapToObj(i -> sample("answer " + i, i))
                .toList();
    }

    private static Sample sample(String text, int index) {
        return new Sample(text, new Draw(VERSION, FinishReason.EOS, 1, index));
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited for too long").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private boolean done() {
        return desk.latest(project).state() instanceof CollectionJob.State.Done;
    }

    @Test
    void aProjectHasOneCollectionAtATimeAndItIsFollowedToItsEnd() {
        room.addPrompts(project, 4);
        CollectionJob job = desk.start(project, 7);
        assertThat(desk.start(project, 8)).isEqualTo(job);
        assertThat(job.progress()).isEqualTo(new CollectionProgress(0, 4, 0, 0, 0));
        runner((policy, prompt, sampling, n, seed) -> answers(prompt, n));
        List<CollectionProgress> said = new ArrayList<>();
        CollectionJob end = desk.follow(job, said::add);
        assertThat(end.state()).isEqualTo(new CollectionJob.State.Done());
        assertThat(end.endedAt()).contains(room.now.get());
        assertThat(said).last().isEqualTo(new CollectionProgress(4, 4, 12, 0, 0));
        assertThat(desk.start(project, 8).id()).as("a new one").isNotEqualTo(job.id());
    }

    @Test
    void aJobGoesOnWhereItsRunnerLeftOffAndAsksForNothingTwice() {
        room.addPrompts(project, 6);
        var third = new CountDownLatch(1);
        CollectionRunner first = runner((policy, prompt, sampling, n, seed) -> {
            if (asked.size() == 3) {
                third.countDown();
                throw interrupted();
            }
            return answers(prompt, n);
        });
        CollectionJob job = desk.start(project, 7);
        first.look();
        await(() -> third.getCount() == 0 && desk.latest(project).progress().promptsDone() == 3);
        first.close();
        assertThat(desk.latest(project).state()).isEqualTo(new CollectionJob.State.Running());

        runner((policy, prompt, sampling, n, seed) -> answers(prompt, n));
        await(this::done);
        assertThat(desk.latest(project).id()).isEqualTo(job.id());
        assertThat(desk.latest(project).progress()).isEqualTo(new CollectionProgress(6, 6, 18, 0, 0));
        assertThat(asked.values()).allSatisfy(count -> assertThat(count).hasValue(K));
    }

    /** Waits until the runner is closed. */
    private static CodedException interrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
        return new CodedException(ErrorCode.GENERATOR_UNAVAILABLE, "interrupted");
    }

    @Test
    void ofTwoRunnersOneWorksAndTheOtherTakesOverWhenItsConnectionsAreCut() throws Exception {
        room.addPrompts(project, 5);
        var inTheMiddle = new CountDownLatch(1);
        var workers = ConcurrentHashMap.newKeySet();
        for (String name : List.of("one", "two")) {
            runner((policy, prompt, sampling, n, seed) -> {
                workers.add(name);
                if (asked.size() == 2 && workers.size() == 1) {
                    inTheMiddle.countDown();
                    await(() -> workers.size() == 2);
                }
                return answers(prompt, n);
            });
        }
        desk.start(project, 7);
        await(() -> inTheMiddle.getCount() == 0);
        assertThat(workers).hasSize(1);
        try (var connection = source.getConnection()) {
            connection
                    .createStatement()
                    .execute("select pg_terminate_backend(pid) from pg_locks"
                            + " where locktype = 'advisory' and classid = hashtext('macaw collection')::oid"
                            + " and pid <> pg_backend_pid()");
        }
        await(this::done);
        assertThat(workers).hasSize(2);
        assertThat(desk.latest(project).progress()).isEqualTo(new CollectionProgress(5, 5, 15, 0, 0));
    }

    @Test
    void aStoppedCollectionAsksForNothingMoreEvenWhileItWaitsForAPolicy() {
        room.addPrompts(project, 3);
        var asking = new CountDownLatch(1);
        runner((policy, prompt, sampling, n, seed) -> {
            asking.countDown();
            throw interrupted();
        });
        desk.start(project, 7);
        await(() -> asking.getCount() == 0);
        assertThat(desk.stop(project).state()).isEqualTo(new CollectionJob.State.Stopped());
        assertThat(desk.stop(project).state()).as("once is enough").isEqualTo(new CollectionJob.State.Stopped());
        CollectionJob next = desk.start(project, 7);
        assertThat(next.state()).isEqualTo(new CollectionJob.State.Running());
        desk.stop(project);
    }

    @Test
    void whatNoPromptCanGetPastFailsTheJobWithItsCodeWhichWhoeverFollowsItHears() {
        room.addPrompts(project, 2);
        runner((policy, prompt, sampling, n, seed) -> {
            throw new CodedException(ErrorCode.POLICY_UNKNOWN, "no policy " + policy);
        });
        CollectionJob job = desk.start(project, 7);
        assertRefused(ErrorCode.POLICY_UNKNOWN, () -> desk.follow(job, progress -> {}));
        assertThat(desk.latest(project).state())
                .isInstanceOfSatisfying(
                        CollectionJob.State.Failed.class,
                        failed -> assertThat(failed.message()).contains("no policy"));
    }

    @Test
    void promptsWithTooFewOutputsAreListedWithHowOftenTheyWereTriedAndWhy() {
        room.prompts.add(project, List.of(prompt("same"), prompt("fine"), prompt("long"), prompt("once")));
        runner((policy, prompt, sampling, n, seed) -> switch (prompt) {
            case "same" ->
                IntStream.range(0, n).mapToObj(i -> sample("always", i)).toList();
            case "long" -> throw new CodedException(ErrorCode.PROMPT_TOO_LONG, "too long");
            case "once" ->
                IntStream.range(0, n).mapToObj(i -> sample("or " + i % 2, i)).toList();
            default -> answers(prompt, n);
        });
        desk.start(project, 7);
        await(this::done);
        assertThat(desk.latest(project).progress()).isEqualTo(new CollectionProgress(3, 4, 6, 2, 1));
        assertThat(desk.shortPrompts(project, 0, 10))
                .extracting(ShortPrompt::promptId, ShortPrompt::tries, ShortPrompt::distinct, ShortPrompt::wanted)
                .containsExactly(tuple("same", 4, 1, K), tuple("long", 1, 0, K), tuple("once", 4, 2, K));
        assertThat(desk.shortPrompts(project, 1, 1).getFirst().failure()).contains(ErrorCode.PROMPT_TOO_LONG);
        assertThat(desk.shortPrompts(project, 0, 1).getFirst().failure()).isEmpty();
    }

    private static NewPrompt prompt(String text) {
        return new NewPrompt(text, text, "", "", "", Sensitivity.NONE, "", Optional.empty());
    }
}
