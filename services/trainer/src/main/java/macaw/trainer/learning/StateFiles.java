package macaw.trainer.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.safetensors.SafetensorsFile;
import macaw.languagemodel.safetensors.SafetensorsWriter;
import macaw.languagemodel.safetensors.TensorData;
import macaw.torch.TorchEngine;
import macaw.trainer.settings.ResumeElsewhere;

/** A learner's state on disk: tensors in {@code state.safetensors}, counters in {@code state.json}. */
public final class StateFiles {
    private static final String TENSORS = "state.safetensors";
    private static final String COUNTERS = "state.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final System.Logger LOG = System.getLogger(StateFiles.class.getName());

    private StateFiles() {}

    /** The counters beside what decides the bits of everything that follows. */
    private record Counters<C>(String numerics, C counters) {}

    /** @param counters a record; doubles survive exactly */
    public static void write(
            Path directory, TorchEngine engine, SequencedMap<String, TensorData> tensors, Record counters) {
        SafetensorsWriter.write(directory.resolve(TENSORS), tensors);
        try {
            Files.write(
                    directory.resolve(COUNTERS), JSON.writeValueAsBytes(new Counters<>(engine.numerics(), counters)));
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, "the state cannot be written to " + directory, e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param elsewhere what to do where it was written under other numerics
     * @throws CodedException NUMERICS_DIFFER where that is to refuse
     */
    public static <C extends Record> void read(
            Path directory,
            TorchEngine engine,
            ResumeElsewhere elsewhere,
            Class<C> type,
            BiConsumer<SafetensorsFile, C> restore) {
        try (SafetensorsFile tensors = SafetensorsFile.open(directory.resolve(TENSORS))) {
            var node = JSON.readTree(Files.readAllBytes(directory.resolve(COUNTERS)));
            String numerics = node.path("numerics").asText();
            if (!numerics.equals(engine.numerics())) {
                goOn(elsewhere, numerics, engine.numerics());
            }
            restore.accept(tensors, JSON.treeToValue(node.path("counters"), type));
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID, directory + " holds no counters of a " + type.getSimpleName(), e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, "the state cannot be read from " + directory, e);
        }
    }

    private static void goOn(ResumeElsewhere elsewhere, String written, String here) {
        String what = "this state was written by " + written + ", and here is " + here;
        switch (elsewhere) {
            case WARN ->
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: the run''s bits will differ from those of one that was not moved",
                        what);
            case REFUSE ->
                throw new CodedException(
                        ErrorCode.NUMERICS_DIFFER,
                        what + "; resumeElsewhere is refuse, so the run waits until it is where it was");
        }
    }
}
