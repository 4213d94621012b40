package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.records.Completion;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.RunKind;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.exchange.InMemoryTopics;
import macaw.trainer.exchange.RolloutExchange;
import macaw.trainer.learning.Learner;
import macaw.trainer.publishing.VersionEvents;
import macaw.trainer.runs.RunRecord.PinnedVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trainer that is killed before, after and in the middle of everything it does outside itself ends in the same bytes. */
class KillAnywhereTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    /** A world that outlives trainers: the store, the topics, and what the other services were told. */
    private static final class World {
        final Path root;
        final ArtefactStore store;
        final InMemoryTopics topics;
        final List<VersionRef> told = new ArrayList<>();
        final RunRecord run;
        final int staleness;

        World(Path root, RunKind kind, int staleness) throws IOException {
            this.root = Files.createDirectories(root);
            this.store = new FileArtefactStore(root);
            this.topics = new InMemoryTopics(World::answer);
            this.staleness = staleness;
            VersionRef policy = publish(VersionKind.POLICY, "sft");
            VersionRef reward = publish(VersionKind.REWARD, "rm");
            this.run = new RunRecord(
                    "default",
                    "run",
                    kind,
                    "{}",
                    NOW,
                    Map.of(RunPlan.POLICY, new PinnedVersion(VersionKind.POLICY, policy)),
                    Map.of(),
                    kind == RunKind.PPO ? List.of(new RewardWeight(reward, 1)) : List.of());
        }

        private VersionRef publish(VersionKind kind, String name) {
            return new Versions(store)
                    .publish(
                            kind,
                            "default",
                            name,
                            1,
                            Provenance.NONE,
                            directory -> Files.writeString(directory.resolve("config.json"), name))
                    .ref();
        }

        /** What the services answer is a function of the request. */
        private static List<ScoredRollout> answer(Prompt prompt) {
            Completion completion = new Completion(
                    TokenIds.of((int) prompt.seed() % 50, 2),
                    LogProbabilities.of(-1f, -0.5f),
                    FinishReason.EOS,
                    "test numerics");
            return List.of(new ScoredRollout(
                    new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), completion),
                    new Scores(List.of(new Score(prompt.rewards().getFirst().reward(), prompt.seed() / 10.0, 1)))));
        }

        /** Starts a trainer, which may die. */
        void train(Effects effects) {
            ArtefactStore mortal = new MortalStore(store, effects);
            VersionEvents events = new VersionEvents() {
                @Override
                public void published(PublishedVersion version) {
                    effects.happen(() -> told.add(version.ref()));
                }

                @Override
                public void present(PublishedVersion version) {
                    effects.happen(() -> told.add(version.ref()));
                }

                @Override
                public void aliasChanged(VersionKind kind, String alias, VersionRef version) {
                    effects.happen(() -> told.add(version));
                }
            };
            RunRegister register = new RunRegister(view -> {}, InstantSource.fixed(NOW), new SimpleMeterRegistry());
            RunListener listener = new Listener();
            Workshop workshop = new Workshop(
                    mortal,
                    new HashLearners(staleness),
                    new Datasets(mortal, 1000),
                    new Direct(),
                    () -> new MortalExchange(topics.open(), effects),
                    events,
                    InstantSource.system(),
                    new SimpleMeterRegistry());
            long epoch = new Epochs(mortal).claim("default", "run", "test");
            workshop.carryOut(
                    run,
                    epoch,
                    new RunArchive(mortal, "default"),
                    new RunControl(listener, Duration.ofMillis(1), Duration.ofMillis(1)),
                    listener,
                    new Retiring(mortal, "default", register));
        }

        TreeMap<Long, String> models() throws IOException {
            TreeMap<Long, String> models = new TreeMap<>();
            Versions versions = new Versions(store);
            for (PublishedVersion version : versions.list(VersionKind.POLICY, "default", "out")) {
                models.put(
                        version.ref().number(),
                        Files.readString(
                                versions.open(VersionKind.POLICY, version.ref()).resolve("model.safetensors")));
            }
            return models;
        }
    }

    private record HashLearners(int staleness) implements Learners {
        @Override
        public RunPlan plan(RunKind kind, String settingsJson) {
            return new RunPlan(
                    VersionKind.POLICY,
                    "out",
                    Map.of(),
                    Map.of(),
                    List.of(),
                    3,
                    2,
                    10,
                    Optional.of("best"),
                    staleness,
                    3);
        }

        @Override
        public Learner create(RunKind kind, String settingsJson, Map<String, Path> models, Map<String, Path> data) {
            return new HashLearner("initial");
        }
    }

    private static final class Direct implements Engine {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }
    }

    private static final class Listener implements RunListener {
        @Override
        public void changed(RunStatus.Change change) {}

        @Override
        public void progressed(RunProgress progress, Map<String, Double> metrics) {}

        @Override
        public void published(PublishedVersion version) {}
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRolloutRunEndsInTheSameBytesWhenItIsKilled(int staleness) throws IOException {
        endsTheSame(RunKind.PPO, staleness, HashLearner.ITERATIONS, 6);
    }

    @Test
    void aStepRunEndsInTheSameBytesWhenItIsKilled() throws IOException {
        endsTheSame(RunKind.SFT, 0, 1, 3);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRolloutRunEndsInTheSameBytesWhereverItIsKilled(int staleness) throws IOException {
        endsTheSame(RunKind.PPO, staleness, HashLearner.ITERATIONS, 1);
    }

    @Tag("slow")
    @Test
    void aStepRunEndsInTheSameBytesWhereverItIsKilled() throws IOException {
        endsTheSame(RunKind.SFT, 0, 1, 1);
    }

    /**
     * Kills a trainer at its effects on the world.
     *
     * @param stride every how manyth effect
     */
    private void endsTheSame(RunKind kind, int staleness, int versions, int stride) throws IOException {
        World calm = new World(folder.resolve("calm"), kind, staleness);
        Effects effects = Effects.calm();
        calm.train(effects);
        assertThat(calm.models()).hasSize(versions);

        for (int effect = 1; effect <= effects.count(); effect += stride) {
            for (Effects deadly : List.of(Effects.killedBefore(effect), Effects.killedAfter(effect))) {
                World world = new World(folder.resolve(effect + "-" + deadly.hashCode()), kind, staleness);
                assertKilled(world, deadly);
                world.train(Effects.calm());
                assertThat(world.models()).as("killed at effect " + effect).isEqualTo(calm.models());
                assertThat(world.told)
                        .containsAll(new Versions(world.store)
                                .list(VersionKind.POLICY, "default", "out").stream()
                                        .map(PublishedVersion::ref)
                                        .toList());
            }
        }
    }

    private static void assertKilled(World world, Effects deadly) {
        boolean killed = false;
        try {
            world.train(deadly);
        } catch (Killed expected) {
            killed = true;
        }
        assertThat(killed).isTrue();
    }

    @Test
    void iterationIAsksForThePolicyAfterIterationIMinusStaleness() throws IOException {
        World world = new World(folder.resolve("stale"), RunKind.PPO, 1);
        world.train(Effects.calm());
        Versions versions = new Versions(world.store);
        VersionRef sft = world.run.models().get(RunPlan.POLICY).ref();
        for (Prompt prompt : world.topics.asked()) {
            VersionRef expected = prompt.iteration() <= 1
                    ? sft
                    : versions.find(VersionKind.POLICY, "default", "out", prompt.iteration() - 1)
                            .orElseThrow()
                            .ref();
            assertThat(prompt.policy()).isEqualTo(expected);
        }
        assertThat(world.topics.asked())
                .as("nothing is asked for twice")
                .hasSize(HashLearner.ITERATIONS * HashLearner.PROMPTS)
                .doesNotHaveDuplicates();
    }

    /** The exchange of a process that can die when it asks. */
    private static final class MortalExchange implements RolloutExchange {
        private final RolloutExchange exchange;
        private final Effects effects;

        MortalExchange(RolloutExchange exchange, Effects effects) {
            this.exchange = exchange;
            this.effects = effects;
        }

        @Override
        public List<Route> ask(List<Prompt> prompts) {
            return effects.happen(() -> exchange.ask(prompts));
        }

        @Override
        public TopicPositions beginning() {
            return exchange.beginning();
        }

        @Override
        public TopicPositions end() {
            return exchange.end();
        }

        @Override
        public void seek(TopicPositions from) {
            exchange.seek(from);
        }

        @Override
        public Poll poll(Duration wait) {
            return exchange.poll(wait);
        }

        @Override
        public GroupProgress progress() {
            return exchange.progress();
        }

        @Override
        public void close() {
            exchange.close();
        }
    }
}
