package macaw.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelHead;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenBatch;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.EvaluationSteps;
import macaw.trainer.learning.HeldOutTraining;
import macaw.trainer.learning.Microbatches;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.RewardSettings;

/** Trains a reward model on {@link RewardData}: one forward pass an output, the score read at its last token. */
public final class RewardLearner implements StepLearner {
    private static final int SCORED_AT_ONCE = 32;

    private final TorchEngine engine;
    private final Path modelDirectory;
    private final RewardData data;
    private final RewardSettings settings;
    private final EpochOrder order;
    private final EvaluationSteps evaluations;
    private final Aten aten;
    private final HeldOutTraining training;

    /** @param modelDirectory the policy to start from; its tokenizer is published with the result */
    public RewardLearner(TorchEngine engine, Path modelDirectory, RewardData data, RewardSettings settings) {
        if (data.train().isEmpty()) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    "no ranking to train on; " + data.allTied() + " are tied throughout, " + data.tooLong()
                            + " do not fit the context");
        }
        this.engine = engine;
        this.modelDirectory = modelDirectory;
        this.data = data;
        this.settings = settings;
        this.order = new EpochOrder(settings.run().seed(), data.train().size(), settings.batchSize());
        this.evaluations = new EvaluationSteps(order.stepsPerEpoch(), settings.evaluationsPerEpoch(), totalSteps());
        this.aten = new Aten(engine);
        TorchModel model =
                TrainableModels.open(engine, aten, modelDirectory, ModelHead.SEQUENCE_CLASSIFICATION, settings.run());
        this.training = new HeldOutTraining(
                engine, aten, new TrainedModel(engine, aten, model, settings.optimizer(), totalSteps()));
    }

    /** The same on rankings, through the model's chat template. */
    public static RewardLearner open(
            TorchEngine engine,
            Path modelDirectory,
            List<RankedOutputs> rankings,
            List<Demonstration> demonstrations,
            RewardSettings settings) {
        RewardData data = RewardData.encode(
                modelDirectory,
                rankings,
                demonstrations,
                settings.heldOutFraction(),
                settings.run().seed());
        return new RewardLearner(engine, modelDirectory, data, settings);
    }

    @Override
    public long totalSteps() {
        return settings.epochs() * order.stepsPerEpoch();
    }

    @Override
    public StepReport step(long index) {
        training.requireNext(index);
        List<EncodedRanking> batch = new ArrayList<>();
        order.batch(index).forEach(row -> batch.add(data.train().get(row)));
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", training.trained().learningRate());
        metrics.put("loss", backward(batch));
        metrics.put("gradient_norm", training.step());
        metrics.put("rankings_all_tied", (double) data.allTied());
        metrics.put("rows_too_long", (double) data.tooLong());
        if (!data.heldOut().isEmpty() && evaluations.after(index)) {
            HeldOutAccuracy.Result result = measure();
            training.measured(result.loss());
            metrics.put("heldout_loss", result.loss());
            metrics.put("heldout_accuracy", result.accuracy());
            metrics.put("heldout_accuracy_low", result.low());
            metrics.put("heldout_accuracy_high", result.high());
            metrics.put("heldout_pairs", (double) result.pairs());
        }
        return new StepReport(batch.stream().mapToLong(EncodedRanking::tokens).sum(), metrics);
    }

    /** Adds the gradients of the mean of the rankings' losses, which it returns. */
    private double backward(List<EncodedRanking> batch) {
        double loss = 0;
        for (List<EncodedRanking> part : Microbatches.of(batch, EncodedRanking::longest, settings.microbatchSize())) {
            List<TokenSequence> outputs = new ArrayList<>();
            int[] offsets = new int[part.size()];
            for (int i = 0; i < part.size(); i++) {
                offsets[i] = outputs.size();
                outputs.addAll(part.get(i).outputs());
            }
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                TorchModel model = training.trained().model();
                TokenBatch tokens = tokens(outputs);
                var pass = new TrainingPass(model, manager, tokens, lastRows(tokens, outputs));
                NDArray partLoss = KWiseLoss.of(
                        aten,
                        model.scores(pass.hidden()),
                        part.stream().map(EncodedRanking::pairs).toList(),
                        offsets,
                        1.0 / batch.size());
                Gradients.backward(partLoss);
                pass.backward();
                loss += partLoss.getFloat();
            }
        }
        if (!Double.isFinite(loss)) {
            throw new CodedException(ErrorCode.LOSS_NOT_FINITE, "the K-wise loss is " + loss);
        }
        return loss;
    }

    private static TokenBatch tokens(List<TokenSequence> sequences) {
        return TokenBatch.of(sequences.stream().map(TokenSequence::tokens).toList());
    }

    /** The row of each sequence's last token, at which its score is read. */
    private static long[] lastRows(TokenBatch batch, List<TokenSequence> sequences) {
        long[] last = new long[sequences.size()];
        for (int b = 0; b < last.length; b++) {
            last[b] = batch.row(b, sequences.get(b).length() - 1);
        }
        return last;
    }

    private HeldOutAccuracy.Result measure() {
        var accuracy = new HeldOutAccuracy();
        for (EncodedRanking ranking : data.heldOut()) {
            accuracy.add(rawScores(training.trained().model(), ranking.outputs()), ranking.pairs());
        }
        return accuracy.result();
    }

    private float[] rawScores(TorchModel model, List<TokenSequence> sequences) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            TokenBatch batch = tokens(sequences);
            NDArray hidden = model.rows(model.hidden(manager, batch), lastRows(batch, sequences)); // [B, D]
            return model.scores(hidden).toFloatArray();
        }
    }

    /** Zero and unit of a model's scores, over the demonstrations and the training outputs. */
    private RewardNormalisation normalisation(TorchModel model) {
        List<TokenSequence> outputs = data.train().stream()
                .flatMap(ranking -> ranking.outputs().stream())
                .toList();
        return RewardNormalisation.of(inParts(model, data.demonstrations()), inParts(model, outputs));
    }

    private float[] inParts(TorchModel model, List<TokenSequence> sequences) {
        float[] scores = new float[sequences.size()];
        int n = 0;
        for (List<TokenSequence> part : Microbatches.of(sequences, TokenSequence::length, SCORED_AT_ONCE)) {
            for (float score : rawScores(model, part)) {
                scores[n++] = score;
            }
        }
        return scores;
    }

    @Override
    public void save(Path directory) {
        training.save(directory);
    }

    @Override
    public void load(Path directory) {
        training.load(directory, settings.run().resumeElsewhere());
    }

    @Override
    public void writeModel(Path directory) {
        TorchModel published = training.trained().model().holding(training.weights(settings.keepBest()));
        RewardNormalisation normalisation = normalisation(published);
        ModelFolder.write(
                directory,
                published,
                published.config().withReward(normalisation.shift(), normalisation.scale()),
                modelDirectory,
                settings.model());
    }

    @Override
    public void close() {
        training.close();
        aten.close();
    }
}
