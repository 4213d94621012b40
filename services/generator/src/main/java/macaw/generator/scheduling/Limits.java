package macaw.generator.scheduling;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * How much at a time.
 *
 * @param slots sequences of one policy that are computed together
 * @param slotsForPeople of these, how many runs leave free, so that a person does not wait for a rollout to end; below {@code slots}
 * @param queuedPeople requests of people that may wait
 * @param queuedRollouts prompts of runs that may wait
 * @param stepTokens tokens of prompts that are computed between two tokens of the answers that are being written; a whole chunk at least
 */
public record Limits(int slots, int slotsForPeople, int queuedPeople, int queuedRollouts, int stepTokens) {
    /** Enough for a few chunks: a stall of about a tenth of a second for a model of a hundred million parameters on some cores. */
    public static final int STEP_TOKENS = 512;

    public Limits {
        require(slots >= 1, "slots must be at least 1, were " + slots);
        require(
                slotsForPeople >= 0 && slotsForPeople < slots,
                "slots for people must be at least 0 and below the " + slots + " slots, were " + slotsForPeople);
        require(queuedPeople >= 1, "queued people must be at least 1, were " + queuedPeople);
        require(queuedRollouts >= 1, "queued rollouts must be at least 1, were " + queuedRollouts);
        require(stepTokens >= 1, "step tokens must be at least 1, were " + stepTokens);
    }

    /** With {@value #STEP_TOKENS} step tokens. */
    public Limits(int slots, int slotsForPeople, int queuedPeople, int queuedRollouts) {
        this(slots, slotsForPeople, queuedPeople, queuedRollouts, STEP_TOKENS);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
        }
    }
}
