package macaw.labeling.hours;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one labeler did in one span of time. Time is paid for whatever became of the work, so all of it is in the sums; only a second content under one
 * key, which was sent by mistake, is not.
 *
 * @param period the day or month, {@code 2026-01-31} or {@code 2026-01}; null for the whole span
 * @param tasks tasks handed in
 * @param counting of these, counting
 * @param sentBack of these, sent back to be done again
 * @param surplus of these, in surplus
 * @param excluded of these, excluded; gold tasks and work that waits for screening among them
 * @param totalMillis time spent, as the pages measured it while they were in view
 * @param medianMillis of the time spent on a task
 * @param lastAt when the last was handed in
 */
public record Work(
        @Nullable String period,
        int tasks,
        int counting,
        int sentBack,
        int surplus,
        int excluded,
        long totalMillis,
        long medianMillis,
        @Nullable Instant lastAt) {
    /** Nothing yet. */
    public static final Work NONE = new Work(null, 0, 0, 0, 0, 0, 0, 0, null);
}
