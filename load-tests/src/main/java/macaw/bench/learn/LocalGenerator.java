package macaw.bench.learn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import macaw.generator.answering.Rollouts;
import macaw.generator.answering.Stage;
import macaw.generator.engine.Engine;
import macaw.generator.engine.GenerationMeter;
import macaw.generator.policies.LoadedPolicy;
import macaw.generator.policies.PolicyPool;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.Tokenizer;
import macaw.onnx.Decoder;
import macaw.onnx.Numerics;
import macaw.onnx.Precision;
import macaw.records.Completion;
import macaw.records.Prompt;
import macaw.records.VersionRef;

/** The generator's pool, engine and sampler over checkpoint folders, without the store and the broker. */
final class LocalGenerator implements AutoCloseable {
    private static final int CHUNK = 128;
    private static final int QUEUED = 1 << 16;

    private final Map<VersionRef, Path> folders = new ConcurrentHashMap<>();
    private final int slots;
    private final int threads;
    private final PolicyPool policies;
    private final Engine engine;
    private final Rollouts rollouts;

    /** One that writes so many answers at a time. */
    LocalGenerator(int slots, int threads) {
        this.slots = slots;
        this.threads = threads;
        this.policies = new PolicyPool(this::load, 1);
        this.engine = new Engine(
                new Scheduler(new Limits(slots, 0, 1, QUEUED)),
                version -> policies.leased(version).decoder(),
                GenerationMeter.SILENT);
        this.rollouts = new Rollouts(policies, engine, Numerics.fingerprint() + "/chunk-" + CHUNK);
    }

    /** The next version: a checkpoint folder that stays while it is asked. */
    VersionRef serve(Path folder) {
        var version = new VersionRef("default", "learner", folders.size() + 1L, "0".repeat(64));
        folders.put(version, folder);
        return version;
    }

    /** An answer to each prompt, in their order. */
    List<Completion> write(List<Prompt> prompts) {
        List<CompletableFuture<Completion>> answers = prompts.stream()
                .map(prompt -> rollouts.write(prompt, Stage.UNSEEN))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private LoadedPolicy load(VersionRef version) {
        Path folder = folders.get(version);
        if (folder == null) {
            throw new IllegalArgumentException(version + " was never served");
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            var shape = new Decoder.Shape(slots, checkpoint.config().maxPositions(), CHUNK);
            return new LoadedPolicy(
                    version,
                    checkpoint.config(),
                    Decoder.open(checkpoint, shape, threads, Precision.FP32),
                    Tokenizer.open(folder),
                    ChatTemplate.open(folder));
        }
    }

    @Override
    public void close() {
        engine.close();
        policies.close();
    }
}
