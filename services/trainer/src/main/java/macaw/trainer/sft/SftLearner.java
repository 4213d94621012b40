package macaw.trainer.sft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelHead;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.datasets.Demonstration;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.EvaluationSteps;
import macaw.trainer.learning.HeldOut;
import macaw.trainer.learning.HeldOutTraining;
import macaw.trainer.learning.LanguageModelling;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.SftSettings;

/** Next-token loss on the answers of demonstrations, the prompts only read (InstructGPT 2022, section 3.5 and C.1). */
public final class SftLearner implements StepLearner {
    private final Path modelDirectory;
    private final SftSettings settings;
    private final List<TokenSequence> train;
    private final List<TokenSequence> heldOut;
    private final int tooLong;
    private final EpochOrder order;
    private final EvaluationSteps evaluations;
    private final Aten aten;
    private final HeldOutTraining training;
    private final LanguageModelling loss;
    private final LossGuard guard;

    /**
     * @param modelDirectory the policy to start from; its tokenizer is published with the result
     * @param train answers to learn
     * @param heldOut answers that are only measured; may be empty
     * @param tooLong demonstrations that were left out because they do not fit the context
     */
    public SftLearner(
            TorchEngine engine,
            Path modelDirectory,
            List<TokenSequence> train,
            List<TokenSequence> heldOut,
            int tooLong,
            SftSettings settings) {
        if (train.isEmpty()) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY, "no demonstration to train on; " + tooLong + " do not fit the context");
        }
        this.modelDirectory = modelDirectory;
        this.settings = settings;
        this.train = List.copyOf(train);
        this.heldOut = List.copyOf(heldOut);
        this.tooLong = tooLong;
        this.order = new EpochOrder(settings.run().seed(), train.size(), settings.batchSize());
        this.evaluations = new EvaluationSteps(order.stepsPerEpoch(), settings.evaluationsPerEpoch(), totalSteps());
        this.aten = new Aten(engine);
        TorchModel model = TrainableModels.open(engine, aten, modelDirectory, ModelHead.CAUSAL_LM, settings.run());
        this.training = new HeldOutTraining(
                engine, aten, new TrainedModel(engine, aten, model, settings.optimizer(), totalSteps()));
        this.guard = new LossGuard(settings.run().lossLimit());
        this.loss = new LanguageModelling(engine, model, settings.microbatchSize(), settings.packing());
    }

    /** The same on demonstrations, through the model's chat template. */
    public static SftLearner open(
            TorchEngine engine, Path modelDirectory, List<Demonstration> demonstrations, SftSettings settings) {
        HeldOut<Demonstration> split = HeldOut.of(
                demonstrations,
                Demonstration::split,
                Demonstration::prompt,
                settings.heldOutFraction(),
                settings.run().seed());
        try (var encoder = new ConversationEncoder(modelDirectory)) {
            List<TokenSequence> train = encode(encoder, split.train(), settings.earlierAnswers());
            List<TokenSequence> heldOut = encode(encoder, split.heldOut(), settings.earlierAnswers());
            int tooLong = split.train().size() + split.heldOut().size() - train.size() - heldOut.size();
            return new SftLearner(engine, modelDirectory, train, heldOut, tooLong, settings);
        }
    }

    private static List<TokenSequence> encode(
            ConversationEncoder encoder, List<Demonstration> demonstrations, boolean earlierAnswers) {
        return demonstrations.stream()
                .map(row -> earlierAnswers
                        ? encoder.allAnswered(row.prompt(), row.response())
                        : encoder.answered(row.prompt(), row.response()))
                .filter(sequence -> sequence.length() <= encoder.maxPositions())
                .toList();
    }

    @Override
    public long totalSteps() {
        return settings.epochs() * order.stepsPerEpoch();
    }

    @Override
    public StepReport step(long index) {
        training.requireNext(index);
        List<TokenSequence> batch = new ArrayList<>();
        order.batch(index).forEach(row -> batch.add(train.get(row)));
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", training.trained().learningRate());
        metrics.put(
                "loss",
                guard.checked(
                        "the loss of step " + index,
                        loss.backward(
                                batch,
                                1,
                                new LanguageModelling.DropoutOfStep(
                                        settings.dropout(), settings.run().seed(), index)),
                        loss.clueless()));
        metrics.put("gradient_norm", training.step());
        metrics.put("rows_too_long", (double) tooLong);
        if (!heldOut.isEmpty() && evaluations.after(index)) {
            double measured = measure();
            training.measured(measured);
            metrics.put("heldout_loss", measured);
            metrics.put("heldout_loss_best", training.bestLoss());
        }
        return new StepReport(batch.stream().mapToLong(TokenSequence::length).sum(), metrics);
    }

    /** The loss of the present weights on the held-out answers. */
    double measure() {
        return loss.loss(heldOut);
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
        TorchModel model = training.trained().model();
        ModelFolder.write(
                directory,
                model.holding(training.weights(settings.keepBest())),
                model.config(),
                modelDirectory,
                settings.model());
    }

    @Override
    public void close() {
        training.close();
        aten.close();
    }
}
