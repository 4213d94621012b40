package macaw.trainer.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.lora.PeftFolder;
import macaw.languagemodel.safetensors.Dtype;
import macaw.torch.TorchModel;

/**
 * What a run publishes: a checkpoint that serves as it is, adapters merged, and the adapters themselves in a folder of their own below it, for whoever
 * has the base. Below and not beside: transformers takes a folder with adapter_config.json for adapters alone.
 */
public final class ModelFolder {
    /** The folder of the adapters, as PEFT reads it. */
    public static final String ADAPTER = "adapter";

    private ModelFolder() {}

    /**
     * Writes a model in 32-bit floats.
     *
     * @param directory an existing empty folder
     * @param model with the numbers that are to be published
     * @param config of the model, with a reward's unit where it has one
     * @param base the checkpoint that the run started from, whose tokenizer is published with it
     * @param baseName what people call it
     */
    public static void write(Path directory, TorchModel model, ModelConfig config, Path base, String baseName) {
        CheckpointWriter.write(directory, config.withDtype(Dtype.F32), model.tensorData(), base);
        model.adapters().ifPresent(adapters -> {
            try {
                Path folder = Files.createDirectory(directory.resolve(ADAPTER));
                PeftFolder.write(
                        folder, config, adapters, baseName, model.parameters().tensorData(""));
            } catch (IOException e) {
                throw new CodedException(
                        ErrorCode.STORE_UNAVAILABLE, directory + " cannot be written: " + e.getMessage(), e);
            }
        });
    }
}
