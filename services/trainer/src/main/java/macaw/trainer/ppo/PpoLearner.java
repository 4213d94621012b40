package macaw.trainer.ppo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.safetensors.TensorData;
import macaw.records.ScoredRollout;
import macaw.records.TokenIds;
import macaw.torch.Aten;
import macaw.torch.Lanes;
import macaw.torch.Parameters;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingMode;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.IterationReport;
import macaw.trainer.learning.LanguageModelling;
import macaw.trainer.learning.ModelFolder;
import macaw.trainer.learning.NativeScope;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.RolloutLearner;
import macaw.trainer.learning.StateFiles;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.memory.RunMemory;
import macaw.trainer.ppo.PromptSchedule.IndexedPrompt;
import macaw.trainer.pretrain.PackedText;
import macaw.trainer.pretrain.Texts;
import macaw.trainer.settings.PpoSettings;
import org.jspecify.annotations.Nullable;

/** PPO on a language model's answers. The story of an iteration is {@link #learn}; each formula has a class of its own beside this one. */
public final class PpoLearner implements RolloutLearner {
    private static final String AVERAGE = "average.";

    private final NativeScope opened = new NativeScope();
    private final TorchEngine engine;
    private final PpoModels models;
    private final PpoSettings settings;
    private final PromptSchedule prompts;
    private final int promptsTooLong;
    private final Aten aten;
    private final TrainedModel policy;
    private final Optional<TrainedModel> value;
    private final TorchModel reference;
    private final Optional<Parameters> average;
    private final Evaluator evaluator;
    private final PolicyUpdater policyUpdater;
    private final Optional<ValueUpdater> valueUpdater;
    private final Lanes lanes;
    private final PassRoom passRoom;
    private final Scoring scoring;
    private final KlController klController;
    private RunningMoments scores = RunningMoments.NONE;
    private int next;
    /** Whether an iteration of this learner has computed the policy's first passes twice and found their ratio to be 1 to the bit. */
    private boolean agreed;
    /** Opened when texts are first asked for: a large vocabulary takes a second. */
    private @Nullable Tokenizer tokenizer;

    private record Counters(int next, double klCoefficient, RunningMoments scores) {}

    /**
     * @param prompts tokens of each prompt; those that leave no room for an answer in the context are left out and counted
     * @param pretraining encoded documents of PPO-ptx; empty where none are mixed in
     * @param room bytes for passes that are kept from the evaluation to the first step, which decide no bit
     */
    public PpoLearner(
            TorchEngine engine,
            PpoModels models,
            List<TokenIds> prompts,
            List<int[]> pretraining,
            PpoSettings settings,
            long room) {
        this.engine = engine;
        this.models = models;
        this.settings = settings;
        ModelConfig config = ModelConfig.read(models.policy());
        List<IndexedPrompt> fitting = fitting(prompts, config.maxPositions() - settings.maxTokens());
        this.prompts = new PromptSchedule(fitting, settings);
        this.promptsTooLong = prompts.size() - fitting.size();
        requireThatTheyFit(config);
        Optional<PackedText> text = settings.pretrainingCoefficient() == 0
                ? Optional.empty()
                : Optional.of(PackedText.mixed(settings.run().seed(), pretraining, config.maxPositions()));
        this.passRoom = new PassRoom(room, bytesOfAToken(config));
        long steps = (long) settings.epochs() * settings.minibatches();
        try {
            this.aten = opened.add(new Aten(engine), Aten::close);
            this.policy = opened.add(
                    new TrainedModel(
                            engine,
                            aten,
                            TrainableModels.open(engine, aten, models.policy(), ModelHead.CAUSAL_LM, settings.run()),
                            settings.optimizer(),
                            (settings.iterations() - settings.valueWarmupIterations()) * steps),
                    TrainedModel::close);
            this.value = settings.advantages().ofGroups()
                    ? Optional.empty()
                    : Optional.of(opened.add(
                            new TrainedModel(
                                    engine,
                                    aten,
                                    openValue(),
                                    settings.valueOptimizer(),
                                    settings.iterations() * steps),
                            TrainedModel::close));
            this.reference = opened.add(
                    TrainableModels.reference(
                            engine, aten, policy.model(), models.policy(), models.reference(), settings.run()),
                    TorchModel::close);
            this.average = settings.averageDecay() > 0
                    ? Optional.of(opened.add(policy.model().parameters().frozenCopy(engine), Parameters::close))
                    : Optional.empty();
            this.lanes = opened.add(
                    settings.together() && Lanes.gain(engine) ? Lanes.two(engine) : Lanes.one(), Lanes::close);
            this.evaluator = new Evaluator(
                    engine, policy.model(), reference, value.map(TrainedModel::model), settings.temperature(), lanes);
            this.policyUpdater = new PolicyUpdater(engine, settings, policy, pretrainingMix(text));
            this.valueUpdater = value.map(model -> new ValueUpdater(engine, settings, model));
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        this.scoring = Scoring.of(settings);
        this.klController = new KlController(settings.kl());
    }

    /** The same on texts, through the policy's chat template. */
    public static PpoLearner open(
            TorchEngine engine,
            PpoModels models,
            List<Conversation> prompts,
            List<String> pretraining,
            PpoSettings settings,
            long room) {
        try (var encoder = new ConversationEncoder(models.policy())) {
            List<TokenIds> tokens = prompts.stream()
                    .map(prompt -> TokenIds.of(encoder.prompt(prompt)))
                    .toList();
            return new PpoLearner(engine, models, tokens, Texts.encode(models.policy(), pretraining), settings, room);
        }
    }

    private static List<IndexedPrompt> fitting(List<TokenIds> prompts, int longest) {
        List<IndexedPrompt> fitting = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).size() <= longest) {
                fitting.add(new IndexedPrompt(i, prompts.get(i)));
            }
        }
        if (fitting.isEmpty()) {
            throw new CodedException(
                    ErrorCode.DATASET_EMPTY,
                    "none of " + prompts.size() + " prompts has at most " + longest
                            + " tokens, which is what the context leaves beside the answer");
        }
        return fitting;
    }

    /** Whether the models belong together is asked of their configurations, before any of them takes memory. */
    private void requireThatTheyFit(ModelConfig policyConfig) {
        TrainableModels.requireSameVocabulary(policyConfig, models.reference());
        if (settings.advantages().ofGroups() || models.reward().isEmpty()) {
            return;
        }
        Path reward = models.reward().get();
        if (ModelConfig.read(reward).head() != ModelHead.SEQUENCE_CLASSIFICATION) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "the value model must start from a reward model, " + reward + " is none");
        }
        TrainableModels.requireSameVocabulary(policyConfig, reward);
    }

    /** What the passes through both models hold of a token. */
    private long bytesOfAToken(ModelConfig policyConfig) {
        TrainingMode mode = settings.run().memory().mode();
        long ofPolicy = RunMemory.ofPass(policyConfig, mode);
        if (settings.advantages().ofGroups()) {
            return ofPolicy;
        }
        return ofPolicy
                + models.reward()
                        .map(reward -> RunMemory.ofPass(ModelConfig.read(reward), mode))
                        .orElse(ofPolicy);
    }

    private TorchModel openValue() {
        return models.reward()
                .map(reward ->
                        TrainableModels.open(engine, aten, reward, ModelHead.SEQUENCE_CLASSIFICATION, settings.run()))
                .orElseGet(() -> TrainableModels.openValue(engine, aten, models.policy(), settings.run()));
    }

    private PretrainingMix pretrainingMix(Optional<PackedText> text) {
        var loss = new LanguageModelling(engine, policy.model(), settings.microbatchSize());
        return text.map(rows -> new PretrainingMix(
                        loss, rows, settings.pretrainingCoefficient(), settings.pretrainingBatchSize()))
                .orElseGet(() -> PretrainingMix.none(loss));
    }

    @Override
    public int iterations() {
        return settings.iterations();
    }

    @Override
    public List<PromptRequest> prompts(int iteration) {
        return prompts.of(iteration);
    }

    @Override
    public IterationReport learn(int iteration, List<ScoredRollout> scored) {
        if (iteration != next) {
            throw new IllegalStateException("iteration " + iteration + " asked for, " + next + " is next");
        }
        Experiences experiences = Experiences.of(
                scored, settings.maxFailedFraction(), settings.advantages().ofGroups() ? 2 : 1);
        RunningMoments moments = scoring.moments(scores, experiences.usable());
        List<Experience> rollouts = scoring.score(experiences.usable(), moments);
        requireKnownTokens(rollouts);
        Map<String, Double> metrics = trained(iteration, rollouts);
        metrics.put("rollouts_failed", (double) experiences.failed());
        metrics.put("rollouts_alone", (double) experiences.alone());
        metrics.put("prompts_too_long", (double) promptsTooLong);
        scores = moments;
        next++;
        long tokens = (long) settings.epochs()
                * rollouts.stream().mapToLong(Experience::length).sum();
        return new IterationReport(rollouts.size(), experiences.failed() + experiences.alone(), tokens, metrics);
    }

    /** Takes an iteration's steps; returns its metrics. */
    private Map<String, Double> trained(int iteration, List<Experience> rollouts) {
        Map<String, Double> metrics = new HashMap<>();
        List<List<List<Integer>>> firstEpoch = UpdateBatches.microbatches(settings, iteration, 0, rollouts);
        int kept = passRoom.of(firstEpoch.getFirst(), rollouts);
        boolean rests = iteration < settings.valueWarmupIterations();
        try (var ofPolicy = new KeptPasses(rests ? 0 : kept);
                var ofValue = new KeptPasses(kept);
                var none = KeptPasses.none()) {
            RolloutEvaluation evaluation = evaluator.of(rollouts, firstEpoch, ofPolicy, ofValue);
            Mismatch mismatch =
                    Mismatch.of(rollouts.stream().map(Experience::behaviour).toList(), evaluation.proximal());
            requireSamePolicy(iteration, rollouts, evaluation.proximal());
            TrainingTargets targets = TrainingTargets.of(rollouts, evaluation, klController.coefficient(), settings);
            metrics.put("kl_coefficient", klController.coefficient());
            metrics.put("kl_target", settings.kl().target()); // 0: none
            metrics.put("learning_rate", policy.learningRate());
            value.ifPresent(model -> metrics.put("value_learning_rate", model.learningRate()));
            var batches = new UpdateBatches(settings, iteration, rollouts, evaluation, targets);
            var policyStatistics = new UpdateStatistics();
            var valueStatistics = new ValueStatistics();
            lanes.both(
                    () -> policyUpdater.train(
                            batches, klController.coefficient(), agreed ? ofPolicy : none, policyStatistics),
                    () -> valueUpdater.ifPresent(model -> model.train(batches, ofValue, valueStatistics)));
            metrics.put("passes_kept", (double) ofPolicy.taken() + ofValue.taken());
            agreed |= !rests;
            average.ifPresent(
                    weights -> weights.moveTowards(aten, policy.model().parameters(), 1 - settings.averageDecay()));
            double kl = IterationMetrics.put(metrics, rollouts, evaluation, targets, mismatch);
            policyStatistics.into(metrics);
            valueStatistics.into(metrics);
            klController.update(kl, rollouts.size());
            return metrics;
        }
    }

    /** On a GPU an unknown token would end the device's context, and with it every later run of this process. */
    private void requireKnownTokens(List<Experience> rollouts) {
        int vocabulary = policy.model().config().vocabularySize();
        for (Experience rollout : rollouts) {
            for (int token : rollout.sequence().tokens()) {
                if (token >= vocabulary) {
                    throw new CodedException(
                            ErrorCode.TOKEN_OUT_OF_VOCABULARY,
                            "rollout " + rollout.rolloutId() + " has token " + token + ", the policy knows "
                                    + vocabulary);
                }
            }
        }
    }

    /** Of the rollouts that were written in the numbers that are trained in; for the others the difference is what their weights are for. */
    private void requireSamePolicy(int iteration, List<Experience> rollouts, List<float[]> proximal) {
        int[] exact = IntStream.range(0, rollouts.size())
                .filter(i -> !rollouts.get(i).quantised())
                .toArray();
        if (settings.staleness() > 0 || settings.maxMismatch() == 0 || exact.length == 0) {
            return;
        }
        Mismatch mismatch = Mismatch.of(
                Arrays.stream(exact).mapToObj(i -> rollouts.get(i).behaviour()).toList(),
                Arrays.stream(exact).mapToObj(proximal::get).toList());
        if (mismatch.percentile99() > settings.maxMismatch()) {
            throw new CodedException(
                    ErrorCode.POLICY_MISMATCH,
                    "in iteration " + iteration + " the 99th percentile of |recorded - own log-probability| is "
                            + mismatch.percentile99() + ", at most " + settings.maxMismatch() + " is allowed");
        }
    }

    @Override
    public List<String> texts(List<TokenIds> tokens) {
        Tokenizer reader = tokenizer == null ? Tokenizer.open(models.policy()) : tokenizer;
        tokenizer = reader;
        return tokens.stream().map(ids -> reader.decode(ids.toArray())).toList();
    }

    @Override
    public void save(Path directory) {
        SequencedMap<String, TensorData> state = policy.tensorData("policy.");
        value.ifPresent(model -> state.putAll(model.tensorData("value.")));
        average.ifPresent(weights -> state.putAll(weights.tensorData(AVERAGE)));
        StateFiles.write(directory, engine, state, new Counters(next, klController.coefficient(), scores));
    }

    @Override
    public void load(Path directory) {
        StateFiles.read(directory, engine, settings.run().resumeElsewhere(), Counters.class, (tensors, counters) -> {
            policy.load(tensors, "policy.");
            value.ifPresent(model -> model.load(tensors, "value."));
            average.ifPresent(weights -> weights.load(aten, tensors, AVERAGE));
            klController.restore(counters.klCoefficient());
            scores = counters.scores();
            next = counters.next();
        });
    }

    /** The policy as it is, for the generator; after the last iteration its moving average, where the settings have one. */
    @Override
    public void writeModel(Path directory) {
        Parameters present = policy.model().parameters();
        Parameters weights = next == settings.iterations() ? average.orElse(present) : present;
        ModelFolder.write(
                directory,
                policy.model().holding(weights),
                policy.model().config(),
                models.policy(),
                settings.policy());
    }

    @Override
    public void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
        opened.close();
    }
}
