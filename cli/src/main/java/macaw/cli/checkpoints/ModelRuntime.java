package macaw.cli.checkpoints;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import macaw.languagemodel.Checkpoint;
import macaw.onnx.Chunk;
import macaw.onnx.Decoder;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenBatch;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;

/** What computes a model: the one that generates, or the one that trains. */
enum ModelRuntime {
    /** As the generator does: the first token as a prompt, the others one by one. */
    ONNX {
        @Override
        float[] logProbabilities(Path directory, int[] ids, int threads) {
            float[] logProbabilities = new float[ids.length - 1];
            var shape = new Decoder.Shape(1, Math.max(SHORTEST, ids.length), SHORTEST);
            try (Checkpoint checkpoint = Checkpoint.open(directory);
                    Decoder decoder = Decoder.open(checkpoint, shape, threads)) {
                float[] logits = new float[decoder.vocabularySize()];
                decoder.prefill(0, Arrays.copyOf(ids, 1), Chunk.of(1, SHORTEST).getFirst());
                for (int i = 0; i < logProbabilities.length; i++) {
                    decoder.logits(0, logits);
                    logProbabilities[i] = logProbability(logits, ids[i + 1]);
                    if (i + 1 < logProbabilities.length) {
                        decoder.advance(1, new int[] {ids[i + 1]}, new int[] {i + 1});
                    }
                }
            }
            return logProbabilities;
        }
    },
    /** As the trainer does: all positions at once. */
    TORCH {
        @Override
        float[] logProbabilities(Path directory, int[] ids, int threads) {
            TorchEngine engine = TorchEngine.start("cpu", threads);
            try (var unrecorded = Gradients.unrecorded();
                    var aten = new Aten(engine);
                    var model = TorchModel.open(engine, aten, directory, false);
                    NDManager step = engine.newManager()) {
                long[] rows = LongStream.range(0, ids.length - 1).toArray();
                NDArray hidden = model.hidden(step, TokenBatch.of(List.of(ids)), rows); // [T − 1, D]
                long[] targets =
                        Arrays.stream(ids, 1, ids.length).asLongStream().toArray();
                return new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                        .logProbabilities(hidden, targets);
            }
        }
    };

    /** The smallest context and the smallest chunk of a decoder. */
    private static final int SHORTEST = 2;

    /**
     * The log-probability of each token but the first, given all before it.
     *
     * @param directory of a causal model
     * @param ids at least two, all in the vocabulary, no more than the context
     */
    abstract float[] logProbabilities(Path directory, int[] ids, int threads);

    private static float logProbability(float[] logits, int token) {
        double largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return (float) (logits[token] - largest - Math.log(sum));
    }
}
