package macaw.trainer.memory;

import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Holds a run's estimate against the memory there is.
 *
 * @param available bytes; empty where nobody knows, which refuses nothing
 */
public record MemoryGuard(MemoryCheck check, Supplier<OptionalLong> available) {
    private static final System.Logger LOG = System.getLogger(MemoryGuard.class.getName());

    /**
     * A process's guard.
     *
     * @param device {@code cpu} or {@code cuda:N}; how much memory a GPU has only {@code limit} says
     * @param limit bytes that a run may take; empty asks the system
     */
    public static MemoryGuard of(MemoryCheck check, String device, OptionalLong limit) {
        boolean asks = limit.isEmpty() && device.equals("cpu");
        return new MemoryGuard(check, asks ? AvailableMemory::now : () -> limit);
    }

    /** How many bytes of those wanted may be had of what a run leaves, at most a half of it: none where nobody knows, all where nobody looks. */
    public long spare(long wanted, Supplier<MemoryEstimate> estimated) {
        if (check == MemoryCheck.OFF || wanted == 0) {
            return wanted;
        }
        OptionalLong there = available.get();
        return there.isEmpty()
                ? 0
                : Math.clamp((there.getAsLong() - estimated.get().bytes()) / 2, 0, wanted);
    }

    /** Errors: RUN_TOO_LARGE. */
    public void require(Supplier<MemoryEstimate> estimated) {
        if (check == MemoryCheck.OFF) {
            return;
        }
        OptionalLong there = available.get();
        MemoryEstimate estimate = estimated.get();
        if (there.isEmpty() || estimate.bytes() <= there.getAsLong()) {
            return;
        }
        String what = "the run needs about " + estimate.arithmetic() + "; there are "
                + MemoryEstimate.megabytes(there.getAsLong()) + " MB";
        if (check == MemoryCheck.WARN) {
            LOG.log(Level.WARNING, what);
            return;
        }
        throw new CodedException(
                ErrorCode.RUN_TOO_LARGE,
                what + ". A smaller microbatchSize, gradientCheckpointing, lora and frozenWeights bf16 need less");
    }
}
