package macaw.trainer.dpo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.torch.Aten;
import macaw.torch.Gradients;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingPass;
import macaw.trainer.datasets.RankedOutputs;
import macaw.trainer.learning.EpochOrder;
import macaw.trainer.learning.EvaluationSteps;
import macaw.trainer.learning.HeldOutTraining;
import macaw.trainer.learning.LossGuard;
import macaw.trainer.learning.Microbatches;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.NativeScope;
import macaw.trainer.learning.NextTokens;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.DpoSettings;

/**
 * Trains a policy on {@link DpoData} against a reference that stays as it is: {@link DpoLoss} of every untied pair, one forward pass an output. What the
 * reference says is computed step by step in the policy's own microbatches, so nothing of it is saved, and where policy and reference are the same weights
 * the margins are exactly 0.
 */
public final class DpoLearner implements StepLearner {
    private final NativeScope opened = new NativeScope();
    private final TorchEngine engine;
    private final Path modelDirectory;
    private final DpoData data;
    private final DpoSettings settings;
    private final DpoLoss loss;
    private final LossGuard guard;
    private final EpochOrder order;
    private final EvaluationSteps evaluations;
    private final HeldOutTraining training;
    private final TorchModel reference;
    private final TokenLogProbabilities policyHead;
    private final TokenLogProbabilities referenceHead;

    /**
     * @param modelDirectory the policy to start from; its tokenizer is published with the result
     * @param referenceDirectory the reference; the same folder where it is the start
     */
    public DpoLearner(
            TorchEngine engine, Path modelDirectory, Path referenceDirectory, DpoData data, DpoSettings settings) {
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
        this.loss = new DpoLoss(settings.loss(), settings.beta(), settings.labelSmoothing());
        this.guard = new LossGuard(settings.run().lossLimit());
        this.order = new EpochOrder(settings.run().seed(), data.train().size(), settings.batchSize());
        this.evaluations = new EvaluationSteps(order.stepsPerEpoch(), settings.evaluationsPerEpoch(), totalSteps());
        TrainableModels.requireSameVocabulary(ModelConfig.read(modelDirectory), referenceDirectory);
        try {
            Aten aten = opened.add(new Aten(engine), Aten::close);
            TorchModel policy = TrainableModels.open(engine, aten, modelDirectory, ModelHead.CAUSAL_LM, settings.run());
            this.training = opened.add(
                    new HeldOutTraining(
                            engine, aten, new TrainedModel(engine, aten, policy, settings.optimizer(), totalSteps())),
                    HeldOutTraining::close);
            this.reference = opened.add(
                    TrainableModels.reference(engine, aten, policy, modelDirectory, referenceDirectory, settings.run()),
                    TorchModel::close);
            this.policyHead = head(policy);
            this.referenceHead = head(reference);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The same on rankings, through the policy's chat template. */
    public static DpoLearner open(
            TorchEngine engine,
            Path modelDirectory,
            Path referenceDirectory,
            List<RankedOutputs> rankings,
            DpoSettings settings) {
        DpoData data = DpoData.encode(
                modelDirectory,
                rankings,
                settings.heldOutFraction(),
                settings.run().seed());
        return new DpoLearner(engine, modelDirectory, referenceDirectory, data, settings);
    }

    private static TokenLogProbabilities head(TorchModel model) {
        return new TokenLogProbabilities(model, 1, TokenLogProbabilities.DEFAULT_MAX_LOGITS);
    }

    @Override
    public long totalSteps() {
        return settings.epochs() * order.stepsPerEpoch();
    }

    @Override
    public StepReport step(long index) {
        training.requireNext(index);
        List<EncodedComparison> batch = new ArrayList<>();
        order.batch(index).forEach(row -> batch.add(data.train().get(row)));
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("learning_rate", training.trained().learningRate());
        PreferenceStatistics statistics = backward(batch);
        guard.checked("the DPO loss of step " + index, statistics.loss(), loss.of(0));
        statistics.ofStep(metrics);
        metrics.put("gradient_norm", training.step());
        metrics.put("rankings_all_tied", (double) data.allTied());
        metrics.put("rows_too_long", (double) data.tooLong());
        if (!data.heldOut().isEmpty() && evaluations.after(index)) {
            PreferenceStatistics measured = measure();
            training.measured(measured.loss());
            measured.ofHeldOut(metrics);
            metrics.put("heldout_loss_best", training.bestLoss());
        }
        return new StepReport(
                batch.stream().mapToLong(EncodedComparison::tokens).sum(), metrics);
    }

    /** Adds the gradients of the mean of the rankings' losses. */
    private PreferenceStatistics backward(List<EncodedComparison> batch) {
        var statistics = new PreferenceStatistics(loss);
        for (List<EncodedComparison> part : microbatches(batch)) {
            List<TokenSequence> outputs = outputs(part);
            NextTokens tokens = NextTokens.of(outputs);
            double[] ofReference = answers(outputs, logProbabilities(reference, referenceHead, tokens));
            try (NDManager manager = engine.newManager();
                    var recorded = Gradients.recorded()) {
                var pass = new TrainingPass(training.trained().model(), manager, tokens.inputs(), tokens.rows());
                // the loss is no sum over tokens: what an answer's log-probability weighs in it is known only when all
                // of it is
                double[] ofPolicy = answers(outputs, policyHead.logProbabilities(pass.hidden(), tokens.targets()));
                double[] slopes = add(statistics, part, ofPolicy, ofReference, 1.0 / batch.size());
                float[] weights = ofTokens(outputs, slopes, tokens.targets().length);
                policyHead.backward(pass, tokens.targets(), (logps, from, to) -> {
                    NDArray weight = logps.getManager().create(Arrays.copyOfRange(weights, from, to));
                    return logps.mul(weight).sum();
                });
            }
        }
        return statistics;
    }

    private PreferenceStatistics measure() {
        var statistics = new PreferenceStatistics(loss);
        for (List<EncodedComparison> part : microbatches(data.heldOut())) {
            List<TokenSequence> outputs = outputs(part);
            NextTokens tokens = NextTokens.of(outputs);
            double[] ofReference = answers(outputs, logProbabilities(reference, referenceHead, tokens));
            double[] ofPolicy =
                    answers(outputs, logProbabilities(training.trained().model(), policyHead, tokens));
            add(statistics, part, ofPolicy, ofReference, 1);
        }
        return statistics;
    }

    private List<List<EncodedComparison>> microbatches(List<EncodedComparison> batch) {
        return Microbatches.of(batch, EncodedComparison::longest, settings.microbatchSize());
    }

    private static List<TokenSequence> outputs(List<EncodedComparison> part) {
        return part.stream()
                .flatMap(comparison -> comparison.outputs().stream())
                .toList();
    }

    private float[] logProbabilities(TorchModel model, TokenLogProbabilities head, NextTokens tokens) {
        try (NDManager manager = engine.newManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray hidden = model.hidden(manager, tokens.inputs(), tokens.rows()); // [N, D]
            return head.logProbabilities(hidden, tokens.targets());
        }
    }

    /** Log-probabilities of whole answers, EOS included, from those of their tokens [N]. */
    private double[] answers(List<TokenSequence> outputs, float[] ofTokens) {
        double[] answers = new double[outputs.size()];
        int n = 0;
        for (int i = 0; i < answers.length; i++) {
            for (int t = 0; t < outputs.get(i).learnt(); t++) {
                answers[i] += ofTokens[n++];
            }
            answers[i] /= divisor(outputs.get(i));
        }
        return answers;
    }

    /** The way back: d loss / d log-probability of each token [N] from that of its answer. */
    private float[] ofTokens(List<TokenSequence> outputs, double[] slopes, int tokens) {
        float[] ofTokens = new float[tokens];
        int n = 0;
        for (int i = 0; i < slopes.length; i++) {
            int to = n + outputs.get(i).learnt();
            Arrays.fill(ofTokens, n, to, (float) (slopes[i] / divisor(outputs.get(i))));
            n = to;
        }
        return ofTokens;
    }

    private int divisor(TokenSequence output) {
        return settings.lengthNormalised() ? output.learnt() : 1;
    }

    /** Adds the rankings of a microbatch; returns d (weight · Σ loss) / d log-probability of each answer. */
    private static double[] add(
            PreferenceStatistics statistics,
            List<EncodedComparison> part,
            double[] ofPolicy,
            double[] ofReference,
            double weight) {
        double[] slopes = new double[ofPolicy.length];
        int from = 0;
        for (EncodedComparison comparison : part) {
            double[] ratios = new double[comparison.outputs().size()];
            for (int k = 0; k < ratios.length; k++) {
                ratios[k] = ofPolicy[from + k] - ofReference[from + k];
            }
            System.arraycopy(statistics.add(ratios, comparison, weight), 0, slopes, from, ratios.length);
            from += ratios.length;
        }
        return slopes;
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
                settings.policy());
    }

    @Override
    public void close() {
        opened.close();
    }
}
