package macaw.trainer.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.ModelSize;
import macaw.languagemodel.lora.LoraTensors;
import macaw.torch.TokenLogProbabilities;
import macaw.torch.TrainingMode;
import macaw.trainer.memory.MemoryEstimate.Term;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.PretrainSettings;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SftSettings;

/**
 * The memory of each kind of run from configurations and settings. Everything that is trained is held in 32 bits: weights, gradients, Adam's two
 * moments, and where the best weights are kept these as well. A microbatch is taken to be filled up to its longest sequence, which is what the model reads.
 * What is allocated and freed at each step comes with a margin for what the allocator holds of it in pieces, so that the sum is a little above what was
 * seen (docs/ppo.md, "Memory").
 */
public final class RunMemory {
    private static final long NUMBER = Float.BYTES;
    /** Logits, their log-softmax and its gradient. */
    private static final long COPIES_OF_LOGITS = 3;

    /** Java, libtorch and its threads; beyond what Java holds when it is asked. */
    private static final long PROCESS = 200_000_000;
    /** One byte is lost to fragments for so many of a step's. */
    private static final long STEP_A_FRAGMENT = 3;

    private final TrainingMode mode;
    private final List<Term> terms = new ArrayList<>();
    private long step;

    private RunMemory(TrainingMode mode) {
        this.mode = mode;
    }

    /** Language modelling. */
    public static MemoryEstimate of(PretrainSettings settings, ModelConfig config) {
        var memory = new RunMemory(settings.run().memory().mode());
        memory.trained("", config);
        memory.gradients(config);
        long rows = Math.min(settings.microbatchSize(), settings.batchSize());
        memory.pass(rows * settings.sequenceLength(), config);
        memory.logits(rows * settings.sequenceLength(), config);
        return memory.estimate();
    }

    /**
     * SFT.
     *
     * @param longest tokens of the longest demonstration
     */
    public static MemoryEstimate of(SftSettings settings, ModelConfig config, int longest) {
        var memory = new RunMemory(settings.run().memory().mode());
        memory.trained("", config);
        memory.best(config);
        memory.gradients(config);
        long rows = Math.min(settings.microbatchSize(), settings.batchSize());
        long tokens = rows * Math.max(longest, settings.packing());
        if (settings.pretrainingShare() > 0) {
            tokens =
                    Math.max(tokens, (long) settings.microbatchSize() * settings.pretrainingRow(config.maxPositions()));
        }
        memory.pass(tokens, config);
        memory.logits(tokens, config);
        return memory.estimate();
    }

    /**
     * A reward model.
     *
     * @param start the policy or reward model that it starts from
     * @param outputs the most that a prompt has
     * @param prompt tokens before the longest output
     * @param longest tokens of the longest output with its prompt
     */
    public static MemoryEstimate of(RewardSettings settings, ModelConfig start, int outputs, int prompt, int longest) {
        var memory = new RunMemory(settings.run().memory().mode());
        ModelConfig config = scoring(start);
        memory.trained("", config);
        memory.best(config);
        memory.gradients(config);
        long ofPrompt =
                settings.sharePrompt() ? prompt + (long) outputs * (longest - prompt) : (long) outputs * longest;
        memory.pass(Math.min(settings.microbatchSize(), settings.batchSize()) * ofPrompt, config);
        return memory.estimate();
    }

    /**
     * DPO.
     *
     * @param outputs of the largest ranking
     * @param longest tokens of the longest output with its prompt
     */
    public static MemoryEstimate of(DpoSettings settings, ModelConfig policy, int outputs, int longest) {
        var memory = new RunMemory(settings.run().memory().mode());
        memory.trained("", policy);
        memory.best(policy);
        memory.reference(policy, settings.reference().isEmpty());
        memory.gradients(policy);
        long rankings = Math.min(settings.microbatchSize(), settings.batchSize());
        memory.pass(rankings * outputs * longest, policy);
        memory.logits(rankings * outputs * longest, policy);
        return memory.estimate();
    }

    /**
     * PPO. Where policy and value model take turns, gradients and activations are those of the larger one; where they are trained together, both have theirs.
     * That a run cannot have them together on its machine is not known here.
     *
     * @param value what the value model starts from; empty takes the policy
     * @param longest tokens of the longest prompt with the longest answer
     */
    public static MemoryEstimate of(
            PpoSettings settings, ModelConfig policy, Optional<ModelConfig> value, int longest) {
        var memory = new RunMemory(settings.run().memory().mode());
        memory.trained("policy's ", policy);
        // answers that are measured against each other need no value model
        ModelConfig values = settings.advantages().ofGroups() ? policy : value.orElseGet(() -> scoring(policy));
        if (!settings.advantages().ofGroups()) {
            memory.trained("value model's ", values);
        }
        memory.reference(policy, settings.reference().isEmpty());
        if (settings.averageDecay() > 0) {
            memory.add("moving average", NUMBER * memory.learnt(policy));
        }
        long tokens = (long) settings.rolloutsAtOnce() * longest;
        if (settings.together()) {
            memory.ofStep("policy's gradients", NUMBER * memory.learnt(policy));
            memory.ofStep("value model's gradients", NUMBER * memory.learnt(values));
            memory.pass(tokens, policy);
            memory.pass(tokens, values);
            memory.logits(tokens, policy);
        } else {
            // a row of pretraining text fills the context
            long text = settings.pretrainingCoefficient() == 0
                    ? 0
                    : (long) Math.min(settings.microbatchSize(), settings.pretrainingBatchSize())
                            * policy.maxPositions();
            memory.gradients(policy, values);
            memory.pass(Math.max(tokens, text), policy, values);
            memory.logits(Math.max(tokens, text), policy);
        }
        return memory.estimate();
    }

    /** Bytes that a pass through a model holds of each token until it has gone back, with what is lost to fragments. */
    public static long ofPass(ModelConfig config, TrainingMode mode) {
        long bytes = NUMBER * ModelSize.activations(config, mode.gradientCheckpointing());
        return bytes + bytes / STEP_A_FRAGMENT;
    }

    private static ModelConfig scoring(ModelConfig config) {
        return config.head() == ModelHead.SEQUENCE_CLASSIFICATION
                ? config
                : config.withHead(ModelHead.SEQUENCE_CLASSIFICATION);
    }

    private void trained(String whose, ModelConfig config) {
        if (mode.lora().isPresent()) {
            add(whose + "frozen weights", mode.frozen().bytes() * ModelSize.parameters(config));
            add(whose + "adapters", NUMBER * learnt(config));
        } else {
            add(whose + "weights", NUMBER * learnt(config));
        }
        add(whose + "Adam moments", 2 * NUMBER * learnt(config));
    }

    private void best(ModelConfig config) {
        add("best weights", NUMBER * learnt(config));
    }

    /** Under adapters a policy still holds what it started from. */
    private void reference(ModelConfig config, boolean isTheStart) {
        if (mode.lora().isEmpty() || !isTheStart) {
            add("reference", mode.frozen().bytes() * ModelSize.parameters(config));
        }
    }

    private void gradients(ModelConfig... oneAtATime) {
        ofStep("gradients", NUMBER * largest(oneAtATime, this::learnt));
    }

    private void pass(long tokens, ModelConfig... oneAtATime) {
        long kept = largest(oneAtATime, config -> ModelSize.activations(config, mode.gradientCheckpointing()));
        ofStep("activations of a microbatch of " + tokens + " tokens", NUMBER * tokens * kept);
    }

    private void logits(long tokens, ModelConfig policy) {
        long vocabulary = policy.vocabularySize();
        long chunk = Math.max(vocabulary, Math.min(tokens * vocabulary, TokenLogProbabilities.DEFAULT_MAX_LOGITS));
        ofStep("a chunk of logits", COPIES_OF_LOGITS * NUMBER * chunk);
    }

    private static long largest(ModelConfig[] configs, ToLongFunction<ModelConfig> count) {
        return Stream.of(configs).mapToLong(count).max().orElseThrow();
    }

    /** How many numbers of a model are trained. */
    private long learnt(ModelConfig config) {
        return mode.lora()
                .map(lora -> ModelSize.parameters(LoraTensors.of(config, lora).shapes()))
                .orElseGet(() -> ModelSize.parameters(config));
    }

    private void add(String what, long bytes) {
        terms.add(new Term(what, bytes));
    }

    /** Allocated and freed at every step. */
    private void ofStep(String what, long bytes) {
        add(what, bytes);
        step += bytes;
    }

    private MemoryEstimate estimate() {
        add("fragments", step / STEP_A_FRAGMENT);
        add("the process", PROCESS);
        return new MemoryEstimate(terms);
    }
}
