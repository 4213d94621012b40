package macaw.trainer.ppo;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model's passes over the first microbatches of an iteration, recorded when the rollouts are evaluated. No step lies between an evaluation and the first
 * minibatch, so a pass that is still there is the one which that minibatch would compute; it takes them all, and the later ones find none.
 */
final class KeptPasses implements AutoCloseable {
    private final int most;
    private final Map<Integer, RecordedPass> passes = new HashMap<>();
    private int taken;

    /** @param most how many microbatches of the first minibatch there is room for */
    KeptPasses(int most) {
        this.most = most;
    }

    static KeptPasses none() {
        return new KeptPasses(0);
    }

    /** Makes the pass of a microbatch and keeps it; empty where it is not to be kept. */
    Optional<RecordedPass> keep(int microbatch, Supplier<RecordedPass> pass) {
        return microbatch < most
                ? Optional.of(passes.computeIfAbsent(microbatch, ignored -> pass.get()))
                : Optional.empty();
    }

    /** The pass of a microbatch of the first minibatch, made now where it was not kept; the caller's to close. */
    RecordedPass take(int microbatch, Supplier<RecordedPass> pass) {
        RecordedPass kept = passes.remove(microbatch);
        if (kept == null) {
            return pass.get();
        }
        taken++;
        return kept;
    }

    /** How many of those that were kept have been taken. */
    int taken() {
        return taken;
    }

    @Override
    public void close() {
        passes.values().forEach(RecordedPass::close);
        passes.clear();
    }
}
