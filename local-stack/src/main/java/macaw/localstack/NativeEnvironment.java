package macaw.localstack;

import java.util.Map;

/**
 * What the native libraries of a process read from its environment when they load: one explicit thread budget, reproducible kernels, and an allocator
 * that keeps what a training step frees.
 *
 * <p>A thread that waits for the next operator's work looks out for it some microseconds, about as long as it takes to wake one up, and then sleeps:
 * without that a training step of a small model takes a tenth longer, and looking out for longer takes the cores from the other pools of the machine.
 * There is one arena, since only the first one can grow beyond 64 MiB and keep what is freed at its end. libtorch's large tensors lie on pages of 2 MiB.
 */
public final class NativeEnvironment {
    private NativeEnvironment() {}

    /** Variables for a process of so many native threads. */
    public static Map<String, String> of(int threads) {
        String budget = Integer.toString(threads);
        return Map.ofEntries(
                Map.entry("OMP_NUM_THREADS", budget),
                Map.entry("MKL_NUM_THREADS", budget),
                Map.entry("OMP_DYNAMIC", "false"),
                Map.entry("MKL_DYNAMIC", "false"),
                Map.entry("OMP_WAIT_POLICY", "PASSIVE"),
                Map.entry("KMP_BLOCKTIME", "0"),
                Map.entry("GOMP_SPINCOUNT", "2000"),
                Map.entry("ORT_GQA_DISABLE_FLASH_ATTENTION", "1"),
                Map.entry("MALLOC_ARENA_MAX", "1"),
                Map.entry("MALLOC_MMAP_THRESHOLD_", "1073741824"),
                Map.entry("MALLOC_TRIM_THRESHOLD_", "536870912"),
                Map.entry("MALLOC_TOP_PAD_", "67108864"),
                Map.entry("THP_MEM_ALLOC_ENABLE", "1"),
                Map.entry("OPT_OUT_TRACKING", "true"),
                Map.entry("DJL_OFFLINE", "true"));
    }
}
