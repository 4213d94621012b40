package macaw.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What libtorch reads from its process when it is loaded: OpenMP's environment and malloc's parameters. A launcher that sets the same
 * variables wins; here they are set for everyone who did not.
 */
final class NativeProcess {
    // glibc's malloc.h
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int NEVER = -1;
    private static final int KEEP_BELOW = 1 << 30;
    private static final int GROW_BY = 64 << 20;

    private NativeProcess() {}

    static void prepare(int threads) {
        Map<String, String> openMp = new LinkedHashMap<>();
        openMp.put("OMP_NUM_THREADS", Integer.toString(threads));
        openMp.put("MKL_NUM_THREADS", Integer.toString(threads));
        openMp.put("OMP_DYNAMIC", "FALSE");
        openMp.put("MKL_DYNAMIC", "FALSE");
        // an idle worker that spins takes the core from the other pools of the machine
        openMp.put("OMP_WAIT_POLICY", "PASSIVE");
        openMp.put("KMP_BLOCKTIME", "0");
        // for about as long as it takes to wake one up it may
        openMp.put("GOMP_SPINCOUNT", "2000");
        openMp.forEach(NativeProcess::setenv);
        // pages of 2 MiB for large tensors: fewer misses of the TLB, 6 % of a training step
        setenv("THP_MEM_ALLOC_ENABLE", "1");
        // A step frees and allocates the same hundreds of megabytes again. Handing them back to the kernel each time
        // costs a page fault per 4 KiB.
        mallopt("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, KEEP_BELOW);
        mallopt("MALLOC_TOP_PAD_", M_TOP_PAD, GROW_BY);
        // whatever a launcher has set for all services: who trains gives back when he is done
        mallopt(M_TRIM_THRESHOLD, NEVER);
    }

    /** Hands what malloc has kept back to the kernel. */
    static void giveBack() {
        find("malloc_trim").ifPresent(address -> {
            var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
            try {
                int unusedWhetherThereWasAny = (int)
                        Linker.nativeLinker().downcallHandle(address, type).invokeExact(0L);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("malloc_trim cannot be called", e);
            }
        });
    }

    private static void setenv(String name, String value) {
        find("setenv").ifPresent(address -> {
            var type = FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
            try (Arena arena = Arena.ofConfined()) {
                int keepWhatIsSet = 0;
                int failed = (int) Linker.nativeLinker()
                        .downcallHandle(address, type)
                        .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), keepWhatIsSet);
                if (failed != 0) {
                    throw new IllegalStateException("setenv " + name + " failed");
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("setenv cannot be called", e);
            }
        });
    }

    /** Does nothing where the environment has said it already. */
    private static void mallopt(String variable, int parameter, int value) {
        if (System.getenv(variable) == null) {
            mallopt(parameter, value);
        }
    }

    /** Does nothing where libc is not glibc. */
    private static void mallopt(int parameter, int value) {
        find("mallopt").ifPresent(address -> {
            var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            try {
                int unusedSuccess = (int)
                        Linker.nativeLinker().downcallHandle(address, type).invokeExact(parameter, value);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("mallopt cannot be called", e);
            }
        });
    }

    private static Optional<MemorySegment> find(String symbol) {
        return Linker.nativeLinker().defaultLookup().find(symbol);
    }
}
