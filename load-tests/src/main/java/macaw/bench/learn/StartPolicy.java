package macaw.bench.learn;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.TokenSequence;

/** The policy that others started from, and how far they are from it. */
final class StartPolicy implements AutoCloseable {
    private static final int TOGETHER = 64;

    private final TorchEngine engine;
    private final Aten aten;
    private final TorchModel model;
    private final TokenLogProbabilities head;

    StartPolicy(TorchEngine engine, Path checkpoint, double temperature) {
        this.engine = engine;
        this.aten = new Aten(engine);
        this.model = TorchModel.open(engine, aten, checkpoint, false);
        this.head = new TokenLogProbabilities(model, temperature, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
    }

    /**
     * KL of the policy that wrote the samples to this one, nats an answer: the mean over answers of Σ log π(token) − log π_start(token), which is unbiased (k1 of
     * Schulman 2020), over whole answers and with π as the generator recorded it.
     */
    double kl(List<Sample> samples) {
        double sum = 0;
        for (int from = 0; from < samples.size(); from += TOGETHER) {
            List<Sample> part = samples.subList(from, Math.min(samples.size(), from + TOGETHER));
            for (Sample sample : part) {
                for (int t = 0; t < sample.answer().tokens().size(); t++) {
                    sum += sample.answer().logProbabilities().get(t);
                }
            }
            for (float logp : logProbabilities(part)) {
                sum -= logp;
            }
        }
        return sum / samples.size();
    }

    private float[] logProbabilities(List<Sample> samples) {
        NextTokens tokens = NextTokens.of(samples.stream()
                .map(sample -> TokenSequence.of(
                        sample.prompt().tokens().toArray(),
                        sample.answer().tokens().toArray()))
                .toList());
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            var hidden = model.hidden(manager, tokens.inputs(), tokens.rows()); // [N, D]
            return head.logProbabilities(hidden, tokens.targets()); // [N]
        }
    }

    @Override
    public void close() {
        model.close();
        aten.close();
    }
}
