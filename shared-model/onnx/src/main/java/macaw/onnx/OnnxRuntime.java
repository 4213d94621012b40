package macaw.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** ONNX Runtime as this process uses it: one environment, and sessions that share nothing but it. */
final class OnnxRuntime {
    private static final String ENGINE = "OnnxRuntime";

    private OnnxRuntime() {}

    /** The process's one environment. */
    static OrtEnvironment environment() {
        // DJL insists on being the first to ask for it
        Engine.getEngine(ENGINE);
        return OrtEnvironment.getEnvironment();
    }

    /**
     * Options of a session with {@code threads} threads that sleep while they wait, over weights in {@code folder}. Spinning would take the
     * cores from whoever computes beside this process.
     */
    static OrtSession.SessionOptions options(Path folder, int threads) throws OrtException {
        if (threads < 1) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, "threads must be at least 1, was " + threads);
        }
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        options.addConfigEntry("session.model_external_initializers_file_folder_path", realPath(folder));
        return options;
    }

    /** Something that ONNX Runtime refused although the checkpoint was verified: a bug, or a machine that it does not know. */
    static CodedException failed(String doing, Exception cause) {
        return new CodedException(
                ErrorCode.INTERNAL, "ONNX Runtime failed " + doing + ": " + cause.getMessage(), cause);
    }

    /** ONNX Runtime refuses weights behind symbolic links. */
    private static String realPath(Path folder) {
        try {
            return folder.toRealPath().toString();
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
