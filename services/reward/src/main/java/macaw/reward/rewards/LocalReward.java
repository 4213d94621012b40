package macaw.reward.rewards;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import macaw.chassis.engine.EngineThread;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.onnx.Scorer;
import macaw.records.VersionRef;
import macaw.reward.scoring.BatchedScorer;

/** A reward model that is a checkpoint, scored here. */
public final class LocalReward implements RewardModel {
    private final VersionRef version;
    private final EngineThread engine;
    private final Scorer scorer;
    private final SequenceEncoder encoder;
    private final BatchedScorer batches;
    private final int vocabulary;

    private LocalReward(
            VersionRef version,
            EngineThread engine,
            Scorer scorer,
            SequenceEncoder encoder,
            int vocabulary,
            BatchedScorer.Limits limits) {
        this.version = version;
        this.engine = engine;
        this.scorer = scorer;
        this.encoder = encoder;
        this.vocabulary = vocabulary;
        this.batches = new BatchedScorer(engine, scorer::score, limits);
    }

    /** Opens a checkpoint; called on the engine thread. Errors: those of a checkpoint that is not what it should be. */
    static LocalReward open(
            VersionRef version, Path directory, EngineThread engine, int threads, BatchedScorer.Limits limits) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            var encoder = new SequenceEncoder(version, directory, checkpoint.config());
            try {
                Scorer scorer = Scorer.open(checkpoint, threads);
                return new LocalReward(
                        version, engine, scorer, encoder, checkpoint.config().vocabularySize(), limits);
            } catch (RuntimeException e) {
                encoder.close();
                throw e;
            }
        }
    }

    @Override
    public VersionRef version() {
        return version;
    }

    @Override
    public CompletableFuture<Double> score(Exchange exchange) {
        int[] sequence;
        try {
            sequence = checked(encoder.encode(exchange));
        } catch (CodedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return batches.score(sequence);
    }

    /** One that cannot be scored is refused by itself, before it shares a batch with others. */
    private int[] checked(int[] sequence) {
        if (sequence.length > scorer.contextLength()) {
            throw new CodedException(
                    ErrorCode.PROMPT_TOO_LONG,
                    "prompt and answer have " + sequence.length + " tokens, " + version + " takes "
                            + scorer.contextLength());
        }
        for (int token : sequence) {
            if (token < 0 || token >= vocabulary) {
                throw new CodedException(
                        ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                        "token " + token + " is not in the vocabulary of " + version + ", which has " + vocabulary);
            }
        }
        return sequence;
    }

    @Override
    public void close() {
        encoder.close();
        engine.submit(() -> {
            scorer.close();
            return true;
        });
    }
}
