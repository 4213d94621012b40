package macaw.trainer.pretrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelHead;
import macaw.records.DeterministicRandom;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.learning.LanguageModelling;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.NativeScope;
import macaw.trainer.learning.StateFiles;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.PretrainSettings;

/** Next-token loss on packed text. */
public final class PretrainLearner implements StepLearner {
    private static final String PURPOSE = "held-out documents";

    private final NativeScope opened = new NativeScope();
    private final TorchEngine engine;
    private final Path modelDirectory;
    private final PretrainSettings settings;
    private final PackedText text;
    private final List<TokenSequence> heldOut;
    private final long totalSteps;
    private final TrainedModel trained;
    private final LanguageModelling loss;
    private final LossGuard guard;
    private final Optional<UntrainedModel> made;
    private long next;

    private record Counters(long next) {}

    /**
     * @param modelDirectory the checkpoint to go on with; its tokenizer is published with the result
     * @param texts documents, as {@link Texts} encodes them
     */
    public PretrainLearner(TorchEngine engine, Path modelDirectory, List<int[]> texts, PretrainSettings settings) {
        this(engine, modelDirectory, texts, settings, Optional.empty());
    }

    /** @param made the model of that directory where it was made for this learner, which closes it */
    PretrainLearner(
            TorchEngine engine,
            Path modelDirectory,
            List<int[]> texts,
            PretrainSettings settings,
            Optional<UntrainedModel> made) {
        this.made = made;
        this.engine = engine;
        this.modelDirectory = modelDirectory;
        this.settings = settings;
        int heldOutCount = (int) Math.round(settings.heldOutFraction() * texts.size());
        int[] order =
                DeterministicRandom.of(settings.run().seed(), PURPOSE, 0, 0).permutation(texts.size());
        List<int[]> learnt = new ArrayList<>();
        List<int[]> measured = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            (i < heldOutCount ? measured : learnt).add(texts.get(order[i]));
        }
        this.text = new PackedText(settings.run().seed(), learnt, settings.sequenceLength());
        var measuredText = new PackedText(0, measured, settings.sequenceLength());
        this.heldOut = measuredText.rows(0, Math.toIntExact(measuredText.rows()));
        this.totalSteps = settings.epochs() * text.rows() / settings.batchSize();
        if (totalSteps == 0) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    "the texts make " + text.rows() + " rows of " + settings.sequenceLength()
                            + " tokens, fewer than one batch of " + settings.batchSize());
        }
        this.guard = new LossGuard(settings.run().lossLimit());
        try {
            Aten aten = opened.add(new Aten(engine), Aten::close);
            TorchModel model = TrainableModels.open(engine, aten, modelDirectory, ModelHead.CAUSAL_LM, settings.run());
            this.trained = opened.add(
                    new TrainedModel(engine, aten, model, settings.optimizer(), totalSteps), TrainedModel::close);
            this.loss = new LanguageModelling(engine, model, settings.microbatchSize());
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The same on texts, each encoded as BOS, text, EOS. */
    public static PretrainLearner open(
            TorchEngine engine, Path modelDirectory, List<String> texts, PretrainSettings settings) {
        return new PretrainLearner(engine, modelDirectory, Texts.encode(modelDirectory, texts), settings);
    }

    /** The same from random weights, with a tokenizer that is trained on the texts. */
    public static PretrainLearner openUntrained(TorchEngine engine, List<String> texts, PretrainSettings settings) {
        UntrainedModel made = UntrainedModel.of(settings, texts);
        try {
            return new PretrainLearner(
                    engine, made.directory(), Texts.encode(made.directory(), texts), settings, Optional.of(made));
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public long totalSteps() {
        return totalSteps;
    }

    @Override
    public StepReport step(long index) {
        if (index != next) {
            throw new IllegalStateException("step " + index + " asked for, step " + next + " is next");
        }
        List<TokenSequence> batch = text.rows(index * settings.batchSize(), settings.batchSize());
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", trained.learningRate());
        metrics.put("loss", guard.checked("the loss of step " + index, loss.backward(batch, 1), loss.clueless()));
        metrics.put("gradient_norm", trained.step());
        next++;
        boolean last = next == totalSteps;
        if (!heldOut.isEmpty() && (last || next % settings.evaluateEvery() == 0)) {
            metrics.put("heldout_loss", loss.loss(heldOut));
        }
        return new StepReport((long) batch.size() * settings.sequenceLength(), metrics);
    }

    @Override
    public void save(Path directory) {
        StateFiles.write(directory, engine, trained.tensorData(""), new Counters(next));
    }

    @Override
    public void load(Path directory) {
        StateFiles.read(directory, engine, settings.run().resumeElsewhere(), Counters.class, (tensors, counters) -> {
            trained.load(tensors, "");
            next = counters.next();
        });
    }

    @Override
    public void writeModel(Path directory) {
        ModelFolder.write(
                directory,
                trained.model(),
                trained.model().config(),
                modelDirectory,
                settings.model().orElse(""));
    }

    @Override
    public void close() {
        opened.close();
        made.ifPresent(UntrainedModel::close);
    }
}
