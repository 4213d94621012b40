package macaw.onnx;

import java.util.Locale;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.InstructionSet;

/** What equal bits depend on: a switch in the environment, the build of ONNX Runtime and the processor's instruction set. */
public final class Numerics {
    private static final String FLASH_ATTENTION_OFF = "ORT_GQA_DISABLE_FLASH_ATTENTION";

    private Numerics() {}

    /**
     * Refuses with SETTINGS_INVALID unless flash attention is off: its blocks depend on the length of what shares the batch, and so would
     * the bits. ONNX Runtime reads the switch from the environment, which a Java process cannot change once it runs.
     */
    public static void requireBatchInvariance() {
        requireBatchInvariance(Optional.ofNullable(System.getenv(FLASH_ATTENTION_OFF)));
    }

    static void requireBatchInvariance(Optional<String> flashAttentionOff) {
        if (!flashAttentionOff.equals(Optional.of("1"))) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "the environment variable " + FLASH_ATTENTION_OFF + " must be 1, was "
                            + flashAttentionOff
                                    .map(value -> "\"" + value + "\"")
                                    .orElse("not set")
                            + ": with flash attention a rollout depends on what shares its batch");
        }
    }

    /** Names what bits are equal under, e.g. {@code onnxruntime-1.29.0/graph-2/linux-amd64/avx512f}. */
    public static String fingerprint() {
        return "onnxruntime-" + OnnxRuntime.environment().getVersion() + "/graph-" + ModelGraph.REVISION + "/"
                + System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + System.getProperty("os.arch") + "/"
                + InstructionSet.widest();
    }
}
