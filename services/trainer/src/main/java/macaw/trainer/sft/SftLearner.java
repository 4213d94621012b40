package macaw.trainer.sft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
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
import macaw.trainer.learning.NativeScope;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.pretrain.PackedText;
import macaw.trainer.pretrain.Texts;
import macaw.trainer.settings.SftSettings;

/** Next-token loss on the answers of demonstrations, the prompts only read (InstructGPT 2022, section 3.5 and C.1). */
public final class SftLearner implements StepLearner {
    private final NativeScope opened = new NativeScope();
    private final Path modelDirectory;
    private final SftSettings settings;
    private final List<TokenSequence> train;
    private final List<TokenSequence> heldOut;
    private final int tooLong;
    private final EpochOrder order;
    private final EvaluationSteps evaluations;
    private final HeldOutTraining training;
    private final LanguageModelling loss;
    private final LossGuard guard;
    private final Optional<PretrainingShare> pretraining;

    /**
     * @param modelDirectory the policy to start from; its tokenizer is published with the result
     * @param train answers to learn
     * @param heldOut answers that are only measured; may be empty
     * @param tooLong demonstrations that were left out because they do not fit the context
     * @param pretraining encoded documents that are mixed in where the settings say so
     */
    public SftLearner(
            TorchEngine engine,
            Path modelDirectory,
            List<TokenSequence> train,
            List<TokenSequence> heldOut,
            int tooLong,
            List<int[]> pretraining,
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
        this.guard = new LossGuard(settings.run().lossLimit());
        this.pretraining = settings.pretrainingShare() == 0
                ? Optional.empty()
                : Optional.of(pretraining(
                        pretraining, ModelConfig.read(modelDirectory).maxPositions()));
        try {
            Aten aten = opened.add(new Aten(engine), Aten::close);
            TorchModel model = TrainableModels.open(engine, aten, modelDirectory, ModelHead.CAUSAL_LM, settings.run());
            this.training = opened.add(
                    new HeldOutTraining(
                            engine, aten, new TrainedModel(engine, aten, model, settings.optimizer(), totalSteps())),
                    HeldOutTraining::close);
            this.loss = new LanguageModelling(engine, model, settings.microbatchSize(), settings.packing());
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** A row of text takes as much room as packed demonstrations may. */
    private PretrainingShare pretraining(List<int[]> documents, int context) {
        return new PretrainingShare(
                order,
                train.stream().mapToInt(TokenSequence::learnt).toArray(),
                PackedText.mixed(settings.run().seed(), documents, settings.pretrainingRow(context)),
                settings.pretrainingShare());
    }

    /**
     * The same on demonstrations, through the model's chat template.
     *
     * @param pretraining texts that are mixed in where the settings say so
     */
    public static SftLearner open(
            TorchEngine engine,
            Path modelDirectory,
            List<Demonstration> demonstrations,
            List<String> pretraining,
            SftSettings settings) {
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
            List<int[]> documents = Texts.encode(modelDirectory, pretraining);
            return new SftLearner(engine, modelDirectory, train, heldOut, tooLong, documents, settings);
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
        List<TokenSequence> text = pretraining.map(share -> share.rows(index)).orElse(List.of());
        long learnt = learnt(batch) + learnt(text);
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", training.trained().learningRate());
        metrics.put("loss", backward("the loss of step ", index, batch, (double) learnt(batch) / learnt, 0));
        if (!text.isEmpty()) {
            double weight = (double) learnt(text) / learnt;
            metrics.put(
                    "pretraining_loss", backward("the pretraining loss of step ", index, text, weight, batch.size()));
        }
        metrics.put("gradient_norm", training.step());
        metrics.put("rows_too_long", (double) tooLong);
        if (!heldOut.isEmpty() && evaluations.after(index)) {
            double measured = measure();
            training.measured(measured);
            metrics.put("heldout_loss", measured);
            metrics.put("heldout_loss_best", training.bestLoss());
        }
        long tokens = Stream.of(batch, text)
                .flatMap(List::stream)
                .mapToLong(TokenSequence::length)
                .sum();
        return new StepReport(tokens, metrics);
    }

    /** @param first number of the first of them in the step */
    private double backward(String what, long step, List<TokenSequence> sequences, double weight, int first) {
        var dropout = new LanguageModelling.DropoutOfStep(
                settings.dropout(), settings.run().seed(), step, first);
        return guard.checked(what + step, loss.backward(sequences, weight, dropout), loss.clueless());
    }

    private static long learnt(List<TokenSequence> sequences) {
        return sequences.stream().mapToLong(TokenSequence::learnt).sum();
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
        opened.close();
    }
}
