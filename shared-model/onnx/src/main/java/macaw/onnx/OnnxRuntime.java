package macaw.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;

/** ONNX Runtime as this process uses it: one environment, and sessions that share nothing but it. */
final class OnnxRuntime {
    private static final String ENGINE = "OnnxRuntime";

    private OnnxRuntime() {}

    /** Made once, when it is first wanted. */
    private static final class Started {
        static final OrtEnvironment ENVIRONMENT = start();
    }

    /** The process's one environment. */
    static OrtEnvironment environment() {
        return Started.ENVIRONMENT;
    }

    /**
     * Options of a session with {@code threads} threads that sleep while they wait, over a checkpoint's weights. Spinning would take the cores
     * from whoever computes beside this process.
     */
    static OrtSession.SessionOptions options(Checkpoint checkpoint, int threads) throws OrtException {
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
        options.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                folder(checkpoint).toString());
        return options;
    }

    /** Something that ONNX Runtime refused although the checkpoint was verified: a bug, or a machine that it does not know. */
    static CodedException failed(String doing, Exception cause) {
        return new CodedException(
                ErrorCode.INTERNAL, "ONNX Runtime failed " + doing + ": " + cause.getMessage(), cause);
    }

    private static OrtEnvironment start() {
        setVariable("ORT_DISABLE_TELEMETRY", "1");
        // DJL insists on being the first to ask for the environment
        Engine.getEngine(ENGINE);
        return OrtEnvironment.getEnvironment();
    }

    /**
     * Sets a variable for native code of this process. ONNX Runtime from 1.29 on tells Microsoft about each process, and takes the process
     * down when its command line is long (a regular expression that recurses once a character); it asks for this variable while the
     * environment is made, which is before anything in its API can say no.
     */
    private static void setVariable(String name, String value) {
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (failed != 0) {
                throw new IllegalStateException("the environment variable " + name + " cannot be set");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv cannot be called", e);
        }
    }

    /** Where the weights really are: Hugging Face's cache has links in a checkpoint's folder. */
    private static Path folder(Checkpoint checkpoint) {
        Set<Path> folders = checkpoint.names().stream()
                .map(name -> realPath(checkpoint.entry(name).file()).getParent())
                .collect(Collectors.toSet());
        if (folders.size() > 1) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID,
                    checkpoint.directory() + " has weights behind links into several folders; one is supported");
        }
        return folders.iterator().next();
    }

    /** ONNX Runtime refuses weights behind symbolic links. */
    static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
