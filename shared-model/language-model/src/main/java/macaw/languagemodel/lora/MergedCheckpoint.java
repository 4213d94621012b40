package macaw.languagemodel.lora;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.CheckpointWriter;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.safetensors.Dtype;
import macaw.languagemodel.safetensors.TensorData;

/**
 * A base with adapters merged into it, W + scale · B A, as a checkpoint of its own in 32-bit floats: what the adapters add would be rounded away in fewer.
 * Letters: r rank, N rows and M columns of a matrix as it is stored.
 */
public final class MergedCheckpoint {
    private MergedCheckpoint() {}

    /**
     * Writes config.json, generation_config.json and model.safetensors. Left to the caller: the tokenizer, fsync, and the folder's removal after a
     * failure.
     *
     * @param base a folder with a checkpoint
     * @param adapters a folder as PEFT writes it
     * @param folder an existing folder without a checkpoint
     * @param maxBytes the largest that its weights may become, else {@code CHECKPOINT_INVALID}
     * @throws CodedException what {@link Checkpoint#open} and {@link PeftFolder#open} refuse, WEIGHTS_NOT_FINITE
     */
    public static void write(Path base, Path adapters, Path folder, long maxBytes) {
        try (Checkpoint checkpoint = Checkpoint.open(base);
                PeftFolder peft = PeftFolder.open(adapters, checkpoint.config())) {
            ModelConfig model = peft.model().withDtype(Dtype.F32);
            SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
            model.tensors().shapes().forEach((name, shape) -> tensors.put(name, merged(checkpoint, peft, name, shape)));
            long bytes = tensors.values().stream().mapToLong(TensorData::bytes).sum();
            if (bytes > maxBytes) {
                throw new CodedException(
                        ErrorCode.CHECKPOINT_INVALID,
                        base + " has " + bytes + " bytes of weights with the adapters of " + adapters
                                + " merged into it; at most " + maxBytes + " are taken");
            }
            CheckpointWriter.write(folder, model, tensors, null);
        }
    }

    private static TensorData merged(Checkpoint base, PeftFolder adapters, String name, long[] shape) {
        LoraTensors tensors = adapters.tensors();
        Optional<String> whole = tensors.whole(name);
        if (whole.isPresent()) {
            return TensorData.ofFloats(shape, adapters.floats(whole.get()));
        }
        return new TensorData(Dtype.F32, shape, segment -> {
            base.floats(name, 0, segment);
            tensors.pair(name).ifPresent(pair -> add(segment, shape, adapters, pair));
        });
    }

    /** W [N, M] += scale · L R, where L R [N, r] [r, M] is B A, or Aᵀ Bᵀ of a matrix that is stored [in, out]. */
    private static void add(MemorySegment weight, long[] shape, PeftFolder adapters, LoraTensors.Pair pair) {
        LoraTensors tensors = adapters.tensors();
        int rank = tensors.lora().rank();
        int rows = Math.toIntExact(shape[0]);
        int columns = Math.toIntExact(shape[1]);
        float[] a = adapters.floats(pair.a()); // [r, in]
        float[] b = adapters.floats(pair.b()); // [out, r]
        float[] left = tensors.inputsFirst() ? transposed(a, rank, rows) : b;
        float[] right = tensors.inputsFirst() ? transposed(b, columns, rank) : a;
        float scale = (float) tensors.lora().scale();
        float[] sum = new float[columns];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < rank; k++) {
                addScaled(sum, left[row * rank + k], right, k * columns);
            }
            long at = (long) row * columns;
            for (int column = 0; column < columns; column++) {
                float old = weight.getAtIndex(JAVA_FLOAT_UNALIGNED, at + column);
                weight.setAtIndex(JAVA_FLOAT_UNALIGNED, at + column, old + scale * sum[column]);
            }
        }
    }

    /** A loop of its own, which the compiler turns into vector instructions. */
    private static void addScaled(float[] sum, float factor, float[] from, int offset) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * from[offset + i];
        }
    }

    private static float[] transposed(float[] matrix, int rows, int columns) { // [N, M] → [M, N]
        float[] turned = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = matrix[row * columns + column];
            }
        }
        return turned;
    }
}
