package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RunKind;
import macaw.records.VersionRef;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.history.StepFigures;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.publishing.VersionEvents;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private final Broker broker = new Broker();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ArtefactStore store;
    private volatile Gate gate;
    private volatile boolean memoryIsFull;
    private Runs runs;

    /** Learners halt before this step until somebody opens the gate. */
    private static final class Gate {
        final long step;
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        Gate(long step) {
            this.step = step;
        }

        void pass(long index) {
            if (index == step) {
                reached.countDown();
                await(open);
            }
        }

        static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A broker that can be away. */
    private static final class Broker implements VersionEvents {
        volatile boolean away;

        @Override
        public void published(PublishedVersion version) {
            if (away) {
                throw new CodedException(ErrorCode.BROKER_UNAVAILABLE, "away");
            }
        }

        @Override
        public void present(PublishedVersion version) {
            published(version);
        }

        @Override
        public void aliasChanged(VersionKind kind, String alias, VersionRef version) {}
    }

    private static final class Inline implements Engine {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }
    }

    /** Settings are the name of the output, or the code of a guard that stops it at step 2. */
    private final class GatedLearners implements Learners {
        @Override
        public RunPlan plan(RunKind kind, String settingsJson) {
            if (settingsJson.isBlank()) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "output is missing");
            }
            return new RunPlan(
                    VersionKind.POLICY,
                    settingsJson,
                    Map.of(),
                    Map.of(),
                    List.of(),
                    100,
                    2,
                    3,
                    Optional.empty(),
                    0,
                    3,
                    OptionalDouble.empty());
        }

        @Override
        public List<PromptRequest> guardPrompts(String settingsJson, Map<String, Path> models, Map<String, Path> data) {
            return List.of();
        }

        @Override
        public void requireMemory(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
            if (memoryIsFull) {
                throw new CodedException(ErrorCode.RUN_TOO_LARGE, "weights 1 + gradients 1");
            }
        }

        @Override
        public Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
            Gate current = gate;
            HashLearner learner = new HashLearner("initial");
            return new StepLearner() {
                @Override
                public long totalSteps() {
                    return learner.totalSteps();
                }

                @Override
                public StepReport step(long index) {
                    current.pass(index);
                    if (settingsJson.startsWith("LOSS_") && index == 2) {
                        throw new CodedException(ErrorCode.valueOf(settingsJson), "at step 2");
                    }
                    return learner.step(index);
                }

                @Override
                public void save(Path directory) {
                    learner.save(directory);
                }

                @Override
                public void load(Path directory) {
                    learner.load(directory);
                }

                @Override
                public void writeModel(Path directory) {
                    learner.writeModel(directory);
                }

                @Override
                public void close() {}
            };
        }
    }

    @BeforeEach
    void open() {
        store = new FileArtefactStore(root);
        gate = new Gate(-1);
        runs = trainer();
    }

    @AfterEach
    void close() {
        gate.open.countDown();
        runs.close();
    }

    private Runs trainer() {
        GatedLearners learners = new GatedLearners();
        Datasets datasets = new Datasets(store, 1000);
        Workshop workshop = new Workshop(
                store,
                learners,
                datasets,
                new Inline(),
                () -> {
                    throw new IllegalStateException("no PPO here");
                },
                broker,
                InstantSource.system(),
                meters,
                Tracing.OFF);
        Runs trainer = new Runs(
                "default",
                "test",
                store,
                learners,
                datasets,
                (namespace, snapshot) -> out -> {},
                workshop,
                run -> {},
                MetricsLog.none(),
                new Runs.Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                InstantSource.system(),
                meters);
        trainer.open();
        return trainer;
    }

    private RunView start(String id, String output) {
        return eventually(() -> runs.start(new StartRequest(id, RunKind.SFT, output)));
    }

    /** A trainer that has just been opened still reads its runs. */
    private static <T> T eventually(Supplier<T> action) {
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return action.get();
            } catch (CodedException e) {
                if (e.code() != ErrorCode.STORE_UNAVAILABLE || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private RunView await(String id, Predicate<RunView> condition) throws InterruptedException {
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        RunView run = eventually(() -> runs.get(id));
        while (!condition.test(run)) {
            assertThat(System.nanoTime()).as(run.toString()).isLessThan(giveUp);
            run = runs.awaitChange(run, Duration.ofMillis(200));
        }
        return run;
    }

    private static boolean finished(RunView run) {
        return run.status() instanceof RunStatus.Finished;
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private String model(String output) throws Exception {
        Versions versions = new Versions(store);
        PublishedVersion only =
                versions.list(VersionKind.POLICY, "default", output).getFirst();
        return Files.readString(versions.open(VersionKind.POLICY, only.ref()).resolve("model.safetensors"));
    }

    @Test
    void oneRunAfterTheOtherIsCarriedOut() throws Exception {
        gate = new Gate(3);
        start("first", "a");
        Gate.await(gate.reached);
        start("second", "b");
        assertThat(runs.get("second").status()).isEqualTo(new RunStatus.Queued());
        gate.open.countDown();
        assertThat(await("second", RunsTest::finished).published()).hasSize(1);
        assertThat(runs.get("first").status()).isEqualTo(new RunStatus.Finished());
        assertThat(meters.get("macaw.run.state")
                        .tag("state", "finished")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(meters.get("macaw.sft.loss").gauge().value()).isPositive();
    }

    @Test
    void theSameRequestIsTheSameRunAndAnotherIsAConflict() throws Exception {
        start("run", "a");
        await("run", RunsTest::finished);
        assertThat(start("run", "a").status()).isEqualTo(new RunStatus.Finished());
        assertCode(ErrorCode.RUN_CONFLICT, () -> start("run", "b"));
        assertCode(ErrorCode.SETTINGS_INVALID, () -> start("other", ""));
        assertCode(ErrorCode.NAME_INVALID, () -> start("../run", "a"));
        assertCode(ErrorCode.RUN_UNKNOWN, () -> runs.get("other"));
    }

    @Test
    void aPausedRunKeepsItsStepsAndGoesOnWhenItIsResumed() throws Exception {
        start("calm", "calm");
        await("calm", RunsTest::finished);
        gate = new Gate(4);
        start("run", "a");
        Gate.await(gate.reached);
        assertThat(runs.pause("run").status().name()).isEqualTo("paused");
        gate.open.countDown();
        gate = new Gate(-1);
        runs.resume("run");
        RunView end = await("run", RunsTest::finished);
        assertThat(end.progress().step()).isEqualTo(HashLearner.STEPS);
        assertThat(runs.history("calm").after(0, 1)).as("read from the store").hasSize((int) HashLearner.STEPS);
        assertThat(runs.history("run").after(0, 1)).hasSize((int) HashLearner.STEPS);
        assertThat(model("a")).isEqualTo(model("calm"));
    }

    @Test
    void aCancelledRunPublishesNothing() throws Exception {
        gate = new Gate(4);
        start("run", "a");
        Gate.await(gate.reached);
        assertThat(runs.cancel("run").status()).isEqualTo(new RunStatus.Cancelled());
        gate.open.countDown();
        gate = new Gate(-1);
        start("next", "b");
        await("next", RunsTest::finished);
        assertThat(runs.get("run").status()).isEqualTo(new RunStatus.Cancelled());
        assertThat(store.list(StorePath.of("default", "policies"))).containsExactly("b");
    }

    @Test
    void aTrainerThatStartsAgainTakesUpWhatWasLeft() throws Exception {
        gate = new Gate(4);
        start("run", "a");
        Gate.await(gate.reached);
        Gate left = gate;
        gate = new Gate(-1);
        left.open.countDown();
        runs.close();
        runs = trainer();
        RunView end = await("run", RunsTest::finished);
        assertThat(end.published()).hasSize(1);
        runs.close();
        runs = trainer();
        assertThat(await("run", RunsTest::finished).published()).isEqualTo(end.published());
    }

    @Test
    void aBrokerThatIsAwayPausesARunAndItGoesOnByItself() throws Exception {
        broker.away = true;
        start("run", "a");
        RunView paused = await("run", run -> run.status() instanceof RunStatus.Paused);
        assertThat(paused.status()).isInstanceOfSatisfying(RunStatus.Paused.class, status -> {
            assertThat(status.reason().code()).isEqualTo("BROKER_UNAVAILABLE");
            assertThat(status.goesOnByItself()).isTrue();
        });
        broker.away = false;
        await("run", RunsTest::finished);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOSS_NOT_FINITE", "LOSS_EXPLODED"})
    void aRunThatAGuardStopsWaitsForAPersonAndPublishesNothing(String code) throws Exception {
        start("run", code);
        RunView held = await("run", run -> run.status() instanceof RunStatus.Paused);
        assertThat(held.status()).isInstanceOfSatisfying(RunStatus.Paused.class, status -> {
            assertThat(status.reason().code()).isEqualTo(code);
            assertThat(status.goesOnByItself()).isFalse();
        });
        assertThat(runs.history("run").after(0, 1))
                .as("what led there is shown, checkpoint or not")
                .extracting(StepFigures::step)
                .containsExactly(1L, 2L);
        runs.close();
        assertThat(meters.get("macaw.runs.paused")
                        .tags("code", code, "waits_for", "person")
                        .gauge()
                        .value())
                .isEqualTo(1);
        runs = trainer();
        assertThat(eventually(() -> runs.get("run")).status()).isEqualTo(held.status());
        assertThat(held.published()).isEmpty();
    }

    @Test
    void aRunThatWouldNotFitIsNotAcceptedAndOneThatNoLongerFitsWhenItsTurnComesWaits() throws Exception {
        gate = new Gate(4);
        start("first", "a");
        Gate.await(gate.reached);
        start("second", "b");
        memoryIsFull = true;
        assertThatThrownBy(() -> start("third", "c"))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_TOO_LARGE))
                .hasMessage("weights 1 + gradients 1");
        assertThat(start("second", "b").status()).as("it was accepted").isEqualTo(new RunStatus.Queued());
        gate.open.countDown();
        RunView held = await("second", run -> run.status() instanceof RunStatus.Paused);
        assertThat(held.status()).isInstanceOfSatisfying(RunStatus.Paused.class, status -> {
            assertThat(status.reason().code()).isEqualTo("RUN_TOO_LARGE");
            assertThat(status.goesOnByItself()).isFalse();
        });
        assertThat(runs.list()).extracting(run -> run.run().id()).containsExactly("first", "second");
        memoryIsFull = false;
        runs.resume("second");
        await("second", RunsTest::finished);
    }

    @Test
    void aWriterThatWasTakenOverLeavesTheRunAlone() throws Exception {
        assertLeftAlone(4, "a");
        assertThat(store.list(StorePath.of("default", "policies"))).containsExactly("b");
    }

    /** It may fail at anything: the checkpoint that it reads is cleared away by its successor, say. */
    @Test
    void whatAWriterThatWasTakenOverFailsAtIsNotTheRunsFailure() throws Exception {
        assertLeftAlone(2, "LOSS_NOT_FINITE");
    }

    /** Another trainer takes the run over at that step; this one goes on to the next run and says nothing of it. */
    private void assertLeftAlone(long step, String settings) throws Exception {
        gate = new Gate(step);
        start("run", settings);
        Gate.await(gate.reached);
        new Epochs(store).claim("default", "run", "another trainer");
        gate.open.countDown();
        start("next", "b");
        await("next", RunsTest::finished);
        assertThat(runs.get("run").status()).isEqualTo(new RunStatus.Running());
        assertThat(runs.get("run").epoch()).isEqualTo(2);
    }
}
