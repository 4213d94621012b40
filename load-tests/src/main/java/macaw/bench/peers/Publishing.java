package macaw.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.bench.RandomTokens;
import macaw.errors.CodedException;
import macaw.generator.engine.Engine;
import macaw.generator.engine.GenerationMeter;
import macaw.generator.policies.LoadedPolicy;
import macaw.generator.policies.StoredPolicies;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.onnx.Decoder;
import macaw.onnx.Precision;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.Checkpoint;
import macaw.trainer.checkpoints.CheckpointState;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.history.History;
import macaw.trainer.learning.Learner;
import macaw.trainer.publishing.Publisher;
import macaw.trainer.publishing.VersionEvents;

/**
 * From a trainer's checkpoint that lies in the store to the first token of the version it becomes: the trainer publishes, the generator
 * loads it and writes. Between the two lies one record of a topic, which is left out here.
 */
final class Publishing {
    private static final String NAMESPACE = "default";
    private static final String RUN = "bench-publish";
    private static final int PROMPT = 32;
    private static final Decoder.Shape SHAPE = new Decoder.Shape(34, 2048, 128);

    private Publishing() {}

    static Row measure(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        ArtefactStore store =
                new FileArtefactStore(Files.createDirectory(run.work().resolve("store-" + model.name())));
        long epoch = new Epochs(store).claim(NAMESPACE, RUN, "bench");
        var checkpoints = new Checkpoints(store, NAMESPACE, RUN);
        var state = new CheckpointState(1, 0, new TreeMap<>(), Optional.empty(), Optional.empty(), true);
        Checkpoint checkpoint =
                checkpoints.save(epoch, state, History.empty(), List.of(), new Saved(model.directory()));
        int[] prompt = new RandomTokens("bench prompts", model.config().vocabularySize()).row(PROMPT, 0, 0);
        seconds(store, epoch, checkpoint, prompt, run.threads()); // warm-up: a generator has loaded versions before
        List<Product> product = List.of(new Product(
                Product.NAME, () -> seconds(store, epoch, checkpoint, prompt, run.threads()), checkpoints::close));
        String work = "publish to first token, " + model.name();
        List<Wanted> wanted = model.name().equals(BenchModel.SMOLLM2) ? List.of(new Wanted.AtMost(3, 1)) : List.of();
        return Row.of(work, "s", Turns.take(work, run.rounds(), product), wanted);
    }

    private static double seconds(ArtefactStore store, long epoch, Checkpoint checkpoint, int[] prompt, int threads) {
        var publisher = new Publisher(store, new Untold());
        long number = publisher.nextNumber(VersionKind.POLICY, NAMESPACE, RUN);
        var target = new Publisher.Target(VersionKind.POLICY, NAMESPACE, RUN, number);
        long begin = System.nanoTime();
        VersionRef version = publisher.publish(RUN, epoch, checkpoint, target).ref();
        try (LoadedPolicy policy =
                        new StoredPolicies(new Versions(store), SHAPE, threads, Precision.FP32).load(version);
                var engine = new Engine(
                        new Scheduler(new Limits(SHAPE.slots(), 0, 1, 1)),
                        any -> policy.decoder(),
                        GenerationMeter.SILENT)) {
            var first = new CompletableFuture<Long>();
            Sequence.Writing writing = policy.writing();
            engine.submit(new Sequence(
                    version,
                    new Sequence.Writing(writing.contextLength(), writing.vocabulary(), writing.chunk(), Set.of()),
                    new Audience.Run(RUN),
                    prompt,
                    new Choice.Sampled(Sampling.plain(1, 1), 1),
                    new FirstToken(first)));
            return (first.join() - begin) / 1e9;
        }
    }

    /** What a trainer's learner would write. */
    private record Saved(Path model) implements Learner {
        @Override
        public void save(Path directory) {}

        @Override
        public void load(Path directory) {}

        @Override
        public void writeModel(Path directory) {
            try (Stream<Path> files = Files.list(model)) {
                for (Path file : files.toList()) {
                    Files.copy(file, directory.resolve(file.getFileName()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }

    /** Nobody listens. */
    private record Untold() implements VersionEvents {
        @Override
        public void published(PublishedVersion version) {}

        @Override
        public void present(PublishedVersion version) {}

        @Override
        public void aliasChanged(VersionKind kind, String alias, VersionRef version) {}
    }

    private record FirstToken(CompletableFuture<Long> at) implements SequenceListener {
        @Override
        public boolean drawn(Drawn drawn) {
            at.complete(System.nanoTime());
            return false;
        }

        @Override
        public void finished(FinishReason reason) {}

        @Override
        public void failed(CodedException failure) {
            at.completeExceptionally(failure);
        }
    }
}
