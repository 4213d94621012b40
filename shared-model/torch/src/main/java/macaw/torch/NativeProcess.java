package macaw.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("MKL_NUM_THREADS", Integer.toString(threads));
        environment.put("OMP_DYNAMIC", "FALSE");
        environment.put("MKL_DYNAMIC", "FALSE");
        // an idle worker that spins takes the core from the other pools of the machine
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("KMP_BLOCKTIME", "0");
        // for about as long as it takes to wake one up it may
        environment.put("GOMP_SPINCOUNT", "2000");
        // pages of 2 MiB for large tensors: fewer misses of the TLB, 6 % of a training step
        environment.put("THP_MEM_ALLOC_ENABLE", "1");
        environment.forEach(NativeProcess::setenv);
        // A step frees and allocates the same hundreds of megabytes again. Handing them back to the kernel each time
        // costs a page fault per 4 KiB.
        mallopt("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, KEEP_BELOW);
        mallopt("MALLOC_TOP_PAD_", M_TOP_PAD, GROW_BY);
        // whatever a launcher has set for all services: who trains gives back when he is done
        mallopt(M_TRIM_THRESHOLD, NEVER);
    }

    /** Hands what malloc has kept back to the kernel. */
    static void giveBack() {
        call("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG), 0L);
    }

    private static void setenv(String name, String value) {
        var type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int keepWhatIsSet = 0;
            int failed = call("setenv", type, arena.allocateFrom(name), arena.allocateFrom(value), keepWhatIsSet)
                    .orElse(0);
            if (failed != 0) {
                throw new IllegalStateException("setenv " + name + " failed");
            }
        }
    }

    /** Does nothing where the environment has said it already. */
    private static void mallopt(String variable, int parameter, int value) {
        if (System.getenv(variable) == null) {
            mallopt(parameter, value);
        }
    }

    private static void mallopt(int parameter, int value) {
        var type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        call("mallopt", type, parameter, value);
    }

    /** What a function of libc answers; empty where this libc has none of that name, glibc's malloc functions for instance. */
    private static OptionalInt call(String symbol, FunctionDescriptor type, Object... arguments) {
        Optional<MemorySegment> address = Linker.nativeLinker().defaultLookup().find(symbol);
        if (address.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of((int)
                    Linker.nativeLinker().downcallHandle(address.get(), type).invokeWithArguments(arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(symbol + " cannot be called", e);
        }
    }
}
