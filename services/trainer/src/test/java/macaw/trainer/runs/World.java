package macaw.trainer.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Hashes;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.tracing.Tracing;
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
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.exchange.InMemoryTopics;
import macaw.trainer.publishing.VersionEvents;
import macaw.trainer.runs.RunRecord.PinnedVersion;

/** A world that outlives trainers: the store, the topics, and what the other services were told. */
final class World {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    final Path root;
    final ArtefactStore store;
    final InMemoryTopics topics;
    final List<VersionRef> told = new ArrayList<>();
    final RunRecord run;
    final int staleness;

    final InstantSource clock;

    /** What the plan says of it. */
    OptionalDouble guardTolerance = OptionalDouble.empty();

    World(Path root, RunKind kind, int staleness) throws IOException {
        this(root, kind, staleness, World::answer, InstantSource.system());
    }

    World(Path root, RunKind kind, int staleness, Function<Prompt, List<ScoredRollout>> services, InstantSource clock)
            throws IOException {
        this.clock = clock;
        this.root = Files.createDirectories(root);
        this.store = new FileArtefactStore(root);
        this.topics = new InMemoryTopics(services);
        this.staleness = staleness;
        VersionRef policy = publish(VersionKind.POLICY, "sft");
        VersionRef reward = publish(VersionKind.REWARD, "rm");
        this.run = new RunRecord(
                "default",
                "run",
                kind,
                "{}",
                CREATED,
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
    static List<ScoredRollout> answer(Prompt prompt) {
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
        RunRegister register = new RunRegister(view -> {}, InstantSource.fixed(CREATED), new SimpleMeterRegistry());
        RunListener listener = new QuietListener();
        Workshop workshop = new Workshop(
                mortal,
                new HashLearners(staleness, guardTolerance),
                new Datasets(mortal, 1000),
                new Direct(),
                () -> new MortalExchange(topics.open(), effects),
                events,
                clock,
                new SimpleMeterRegistry(),
                Tracing.OFF);
        long epoch = new Epochs(mortal).claim("default", "run", "test");
        workshop.carryOut(
                run,
                epoch,
                new RunArchive(mortal, "default"),
                new RunControl(listener, Duration.ofMillis(1), Duration.ofMillis(1)),
                listener,
                new Retiring(mortal, "default", register));
    }

    /** Ids of all rollouts that led to the last checkpoint, along its chain, the last iteration first. */
    List<String> trained() throws IOException {
        StorePath folder = StorePath.of("default", "runs", "run", "trained");
        Map<String, JsonNode> links = new HashMap<>();
        for (String name : store.list(folder)) {
            byte[] link = store.read(folder.resolve(name)).orElseThrow();
            links.put(Hashes.sha256(link), new ObjectMapper().readTree(link));
        }
        List<String> ids = new ArrayList<>();
        try (Checkpoints checkpoints = new Checkpoints(store, "default", "run")) {
            String next = checkpoints.latestState().orElseThrow().trained().orElse("");
            while (!next.isEmpty()) {
                JsonNode link = Objects.requireNonNull(links.get(next), next);
                link.required("rollouts")
                        .forEach(rollout -> ids.add(rollout.required("id").asText()));
                next = link.required("before").asText();
            }
        }
        return ids;
    }

    /** The figures that the last checkpoint has, one line a step, but for those of the clock. */
    List<String> figures() {
        try (Checkpoints checkpoints = new Checkpoints(store, "default", "run")) {
            return checkpoints.latestHistory().orElseThrow().after(0, 1).stream()
                    .map(step -> {
                        TreeMap<String, Double> figures = new TreeMap<>(step.figures());
                        figures.remove("tokens_per_second");
                        return step.step() + " " + figures;
                    })
                    .toList();
        }
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
