package macaw.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.PaddingToken;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.EvaluationSteps;
import macaw.trainer.learning.HeldOutTraining;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.Microbatches;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.NativeScope;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.RewardSettings;

/** Trains a reward model on {@link RewardData}: one forward pass an output, however many pairs it is in, the score read at its last token. */
public final class RewardLearner implements StepLearner {
    private static final int SCORED_AT_ONCE = 32;
    /** The loss of equal scores. */
    private static final double CLUELESS = Math.log(2);

    private final NativeScope opened = new NativeScope();
    private final TorchEngine engine;
    private final Path modelDirectory;
    private final RewardData data;
    private final RewardSettings settings;
    private final LossGuard guard;
    private final EpochOrder order;
    private final EvaluationSteps evaluations;
    private final Optional<PaddingToken> padding;
    private final Aten aten;
    private final HeldOutTraining training;

    /** @param modelDirectory the policy or reward model to start from; its tokenizer is published with the result */
    public RewardLearner(TorchEngine engine, Path modelDirectory, RewardData data, RewardSettings settings) {
        if (data.train().isEmpty()) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    "no prompt to train on; " + data.allTied() + " are tied throughout, " + data.tooLong()
                            + " rankings do not fit the context");
        }
        this.engine = engine;
        this.modelDirectory = modelDirectory;
        this.data = data;
        this.settings = settings;
        this.guard = new LossGuard(settings.run().lossLimit());
        this.order = new EpochOrder(settings.run().seed(), data.train().size(), settings.batchSize());
        this.evaluations = new EvaluationSteps(order.stepsPerEpoch(), settings.evaluationsPerEpoch(), totalSteps());
        this.padding = PaddingToken.of(modelDirectory, ModelConfig.read(modelDirectory));
        try {
            this.aten = opened.add(new Aten(engine), Aten::close);
            TorchModel model = TrainableModels.open(
                    engine, aten, modelDirectory, ModelHead.SEQUENCE_CLASSIFICATION, settings.run());
            this.training = opened.add(
                    new HeldOutTraining(
                            engine, aten, new TrainedModel(engine, aten, model, settings.optimizer(), totalSteps())),
                    HeldOutTraining::close);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The same on rankings, through the model's chat template. */
    public static RewardLearner open(
            TorchEngine engine,
            Path modelDirectory,
            List<RankedOutputs> rankings,
            List<Demonstration> demonstrations,
            RewardSettings settings) {
        RewardData data = RewardData.encode(modelDirectory, rankings, demonstrations, settings);
        return new RewardLearner(engine, modelDirectory, data, settings);
    }

    @Override
    public long totalSteps() {
        return settings.epochs() * order.stepsPerEpoch();
    }

    @Override
    public StepReport step(long index) {
        training.requireNext(index);
        List<ComparedPrompt> batch = new ArrayList<>();
        order.batch(index).forEach(row -> batch.add(data.train().get(row)));
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", training.trained().learningRate());
        metrics.put("loss", guard.checked("the K-wise loss of step " + index, backward(batch), CLUELESS));
        metrics.put("gradient_norm", training.step());
        metrics.put("prompts_all_tied", (double) data.allTied());
        metrics.put("rows_too_long", (double) data.tooLong());
        if (evaluations.after(index)) {
            if (!data.heldOut().isEmpty()) {
                HeldOutMeasurement measurement = measure(data.heldOut());
                training.measured(measurement.loss());
                metrics.putAll(measurement.metrics("heldout_"));
            }
            if (!data.otherLabelers().isEmpty()) {
                metrics.putAll(measure(data.otherLabelers()).metrics("heldout_labelers_"));
            }
        }
        return new StepReport(batch.stream().mapToLong(ComparedPrompt::tokens).sum(), metrics);
    }

    /** Adds the gradients of the mean of the prompts' losses, which it returns. */
    private double backward(List<ComparedPrompt> batch) {
        double loss = 0;
        for (List<ComparedPrompt> part : Microbatches.of(batch, this::rowLength, settings.microbatchSize())) {
            int[] offsets = new int[part.size()];
            for (int i = 1; i < part.size(); i++) {
                offsets[i] = offsets[i - 1] + part.get(i - 1).outputs().size();
            }
            ScoredRows rows = rows(part);
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                TorchModel model = training.trained().model();
                var pass = new TrainingPass(model, manager, rows.batch(), rows.last());
                NDArray partLoss = KWiseLoss.of(
                        aten,
                        model.scores(pass.hidden()),
                        part.stream().map(ComparedPrompt::pairs).toList(),
                        offsets,
                        1.0 / batch.size());
                Gradients.backward(partLoss);
                pass.backward();
                loss += partLoss.getFloat();
            }
        }
        return loss;
    }

    private int rowLength(ComparedPrompt prompt) {
        return settings.sharePrompt() ? ScoredRows.lengthSharing(prompt.outputs()) : prompt.longest();
    }

    private ScoredRows rows(List<ComparedPrompt> prompts) {
        return settings.sharePrompt()
                ? ScoredRows.sharing(
                        prompts.stream().map(ComparedPrompt::outputs).toList())
                : ScoredRows.apart(prompts.stream()
                        .flatMap(prompt -> prompt.outputs().stream())
                        .toList());
    }

    private HeldOutMeasurement measure(List<ComparedPrompt> prompts) {
        var measurement = new HeldOutMeasurement();
        for (ComparedPrompt prompt : prompts) {
            measurement.add(scores(prompt), prompt);
        }
        return measurement;
    }

    /** What the model as it is now gives a prompt's outputs, without zero and unit. */
    public float[] scores(ComparedPrompt prompt) {
        return rawScores(training.trained().model(), rows(List.of(prompt)));
    }

    private float[] rawScores(TorchModel model, ScoredRows rows) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = model.hidden(manager, rows.batch(), rows.last()); // [N, D]
            return model.scores(hidden).toFloatArray();
        }
    }

    /** Zero and unit of a model's scores, over the demonstrations and the training outputs. */
    private RewardNormalisation normalisation(TorchModel model) {
        List<TokenSequence> outputs = data.train().stream()
                .flatMap(prompt -> prompt.outputs().stream())
                .toList();
        return RewardNormalisation.of(inParts(model, data.demonstrations()), inParts(model, outputs));
    }

    private float[] inParts(TorchModel model, List<TokenSequence> sequences) {
        float[] scores = new float[sequences.size()];
        int n = 0;
        for (List<TokenSequence> part : Microbatches.of(sequences, TokenSequence::length, SCORED_AT_ONCE)) {
            for (float score : rawScores(model, ScoredRows.apart(part))) {
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
        ModelConfig config = published.config().withReward(normalisation.shift(), normalisation.scale());
        ModelFolder.write(
                directory,
                published,
                padding.map(token -> config.withPadToken(token.id())).orElse(config),
                modelDirectory,
                settings.start());
        padding.ifPresent(token -> token.name(directory));
    }

    @Override
    public void close() {
        opened.close();
    }
}
