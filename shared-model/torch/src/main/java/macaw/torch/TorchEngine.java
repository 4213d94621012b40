package macaw.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.InstructionSet;

/**
 * libtorch, set up once a process: an explicit number of threads that do not spin, an allocator that keeps its memory between steps, and
 * TorchScript executed as written (its profiling executor rewrites a graph after the first runs, which changes bits).
 */
public final class TorchEngine {
    private static final String ENGINE = "PyTorch";

    /** Raised when a change of this code changes the bits of a training step. */
    private static final int REVISION = 3;

    private final Device device;
    private final int threads;

    private TorchEngine(Device device, int threads) {
        this.device = device;
        this.threads = threads;
    }

    /**
     * Loads libtorch, or takes the one that is loaded, and sets its threads.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param threads of one operator, at least 1
     */
    public static TorchEngine start(String device, int threads) {
        if (threads < 1) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, "threads must be at least 1, was " + threads);
        }
        Device parsed = parse(device);
        NativeProcess.prepare(threads);
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        Engine engine = Engine.getEngine(ENGINE);
        if (parsed.isGpu() && parsed.getDeviceId() >= engine.getGpuCount()) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "device is " + device + ", but this libtorch sees " + engine.getGpuCount() + " GPUs");
        }
        if (JniUtils.getNumThreads() != threads) {
            JniUtils.setNumThreads(threads);
        }
        executeAsWritten();
        return new TorchEngine(parsed, threads);
    }

    /** TorchScript's rewriting executor is switched off for each thread by itself; every thread that computes has to say so. */
    static void executeAsWritten() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Gives memory back that the allocator has kept for the next step, when there is none. */
    public static void giveBackMemory() {
        NativeProcess.giveBack();
    }

    private static Device parse(String device) {
        if (device.equals("cpu")) {
            return Device.cpu();
        }
        if (device.matches("cuda:\\d{1,3}")) {
            return Device.gpu(Integer.parseInt(device.substring("cuda:".length())));
        }
        throw new CodedException(ErrorCode.SETTINGS_INVALID, "device must be cpu or cuda:N, was \"" + device + "\"");
    }

    /** A manager of its own, to be closed by the caller. */
    public NDManager newManager() {
        return NDManager.newBaseManager(device, ENGINE);
    }

    /** Threads of one operator; results are equal bit for bit only under an equal number. */
    public int threads() {
        return threads;
    }

    public Device device() {
        return device;
    }

    /** What decides the bits of a result: the revision of our arithmetic, libtorch's build, the device, its threads and the processor's instruction set. */
    public String numerics() {
        return "revision " + REVISION + ", libtorch " + Engine.getEngine(ENGINE).getVersion() + ", " + device + ", "
                + threads + " threads, " + System.getProperty("os.arch") + " " + InstructionSet.widest();
    }
}
