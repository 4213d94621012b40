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
 */
public record Limits(int slots, int slotsForPeople, int queuedPeople, int queuedRollouts) {
    public Limits {
        require(slots >= 1, "slots must be at least 1, were " + slots);
        require(
                slotsForPeople >= 0 && slotsForPeople < slots,
                "slots for people must be at least 0 and below the " + slots + " slots, were " + slotsForPeople);
        require(queuedPeople >= 1, "queued people must be at least 1, were " + queuedPeople);
        require(queuedRollouts >= 1, "queued rollouts must be at least 1, were " + queuedRollouts);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
        }
    }
}
