package macaw.trainer.learning;

import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.lora.LoraTensors;
import macaw.records.DeterministicRandom;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.trainer.settings.RunSettings;

/** Opens the models that a run trains, and draws the first numbers of what their checkpoints have not: functions of the run's seed and of a tensor's name. */
public final class TrainableModels {
    private static final String ADAPTER = "adapter ";
    private static final String SCORE_HEAD = "score head";

    private TrainableModels() {}

    /** A checkpoint under {@code head}, all of it or adapters trainable, as the settings say. */
    public static TorchModel open(TorchEngine engine, Aten aten, Path directory, ModelHead head, RunSettings run) {
        return TorchModel.trainable(
                engine, aten, directory, head, run.memory().mode(), (name, shape) -> fresh(name, shape, run.seed()));
    }

    /**
     * The reference of a policy, which is only read. Under adapters a policy still holds what it started from, and no copy is needed where that is the
     * reference.
     *
     * @param policy as {@link #open} made it of the folder {@code start}
     * @param directory which has its vocabulary, see {@link #requireSameVocabulary}
     */
    public static TorchModel reference(
            TorchEngine engine, Aten aten, TorchModel policy, Path start, Path directory, RunSettings run) {
        if (policy.adapters().isPresent() && directory.equals(start)) {
            return policy.withoutAdapters();
        }
        return TorchModel.frozen(
                engine, aten, directory, run.memory().frozenWeights().dtype());
    }

    /** Asked before either is opened. Errors: TOKENIZER_MISMATCH. */
    public static void requireSameVocabulary(ModelConfig policy, Path directory) {
        int expected = policy.vocabularySize();
        int vocabulary = ModelConfig.read(directory).vocabularySize();
        if (vocabulary != expected) {
            throw new CodedException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    directory + " has a vocabulary of " + vocabulary + ", the policy one of " + expected);
        }
    }

    /**
     * A value model that starts from a policy: its score head is 0, and so is every value until the first step. Drawn like a reward model's it would begin with
     * values about 1 off, which the first iterations' advantages hold for the policy's merit and clipped values leave slowly. lm-human-preferences, model.py.
     */
    public static TorchModel openValue(TorchEngine engine, Aten aten, Path policy, RunSettings run) {
        return TorchModel.trainable(
                engine,
                aten,
                policy,
                ModelHead.SEQUENCE_CLASSIFICATION,
                run.memory().mode(),
                (name, shape) -> isOfAdapter(name)
                        ? fresh(name, shape, run.seed())
                        : new float[Math.toIntExact(shape[0] * shape[1])]);
    }

    private static boolean isOfAdapter(String name) {
        return LoraTensors.startsAtZero(name) || LoraTensors.startsAtRandom(name);
    }

    private static float[] fresh(String name, long[] shape, long seed) {
        float[] numbers = new float[Math.toIntExact(shape[0] * shape[1])];
        if (LoraTensors.startsAtZero(name)) {
            return numbers;
        }
        if (LoraTensors.startsAtRandom(name)) {
            // PEFT's kaiming_uniform_(a=√5): uniform within ± 1/√in
            double bound = 1 / Math.sqrt(shape[1]);
            DeterministicRandom random = DeterministicRandom.of(seed, ADAPTER + name, 0, 0);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            return numbers;
        }
        // normal with deviation 1/√(D + 1) (Stiennon et al. 2020)
        DeterministicRandom random = DeterministicRandom.of(seed, SCORE_HEAD, 0, 0);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextGaussian() / Math.sqrt(shape[1] + 1.0));
        }
        return numbers;
    }
}
