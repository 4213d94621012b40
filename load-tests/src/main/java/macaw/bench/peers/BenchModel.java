package macaw.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import macaw.bench.RandomLlama;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.safetensors.Dtype;
import macaw.records.DeterministicRandom;
import macaw.torch.Aten;
import macaw.torch.TorchEngine;
import macaw.torch.TorchModel;
import macaw.torch.TrainingMode;

/**
 * A checkpoint that is measured on.
 *
 * @param name its folder's; what is wanted of it is known by this
 */
record BenchModel(String name, Path directory, ModelConfig config) {
    static final String LLAMA_5M = RandomLlama.LLAMA_5M.title();
    static final String LLAMA_25M = RandomLlama.LLAMA_25M.title();
    static final String SMOLLM2 = "smollm2-135m";

    private static final int LARGE_VOCABULARY = 32_768;

    /** A random model by its name, else the checkpoint in that folder. */
    static BenchModel of(String nameOrDirectory, Path work) throws IOException {
        Optional<RandomLlama> random = Arrays.stream(RandomLlama.values())
                .filter(llama -> llama.title().equals(nameOrDirectory))
                .findFirst();
        if (random.isPresent()) {
            Path directory = work.resolve(nameOrDirectory);
            return new BenchModel(
                    nameOrDirectory,
                    Files.exists(directory) ? directory : random.get().write(work),
                    random.get().config());
        }
        if (!Files.isDirectory(Path.of(nameOrDirectory))) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID,
                    nameOrDirectory + " is no folder, and neither " + LLAMA_5M + " nor " + LLAMA_25M);
        }
        Path directory = Path.of(nameOrDirectory).toRealPath();
        return new BenchModel(String.valueOf(directory.getFileName()), directory, ModelConfig.read(directory));
    }

    /** Whether a measurement on it is made shorter, so that it takes seconds and not minutes. */
    boolean large() {
        return config.vocabularySize() >= LARGE_VOCABULARY;
    }

    /** Its transformer under a random score head, as a checkpoint of its own. */
    Path rewardModel(TorchEngine engine, Path work) throws IOException {
        Path target = work.resolve(name + "-reward");
        if (Files.exists(target)) {
            return target;
        }
        Files.createDirectory(target);
        try (var aten = new Aten(engine);
                TorchModel model = TorchModel.trainable(
                        engine,
                        aten,
                        directory,
                        ModelHead.SEQUENCE_CLASSIFICATION,
                        TrainingMode.FULL,
                        (name, shape) -> scoreHead(Math.toIntExact(shape[1])))) {
            CheckpointWriter.write(target, model.config().withDtype(Dtype.F32), model.tensorData(), directory);
        }
        return target;
    }

    private static float[] scoreHead(int width) {
        var random = DeterministicRandom.of(1, "bench score head", 0, 0);
        float[] weights = new float[width];
        for (int i = 0; i < width; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return weights;
    }
}
