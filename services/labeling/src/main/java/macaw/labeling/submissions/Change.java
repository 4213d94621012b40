package macaw.labeling.submissions;

import java.util.Optional;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.tasks.Task;

/**
 * A submission before and after.
 *
 * @param before as it is recorded
 * @param after as it is to be recorded
 */
public record Change(Submission before, Submission after) {
    /** What its topic is told: counting work with its revision, a tombstone where it stops counting, else nothing. */
    public Optional<Announcement> news(Task task, Content content, Labeler labeler) {
        if (after.state() == SubmissionState.COUNTING) {
            return Announcement.of(LabelRecord.of(task, after, content, labeler));
        }
        return before.state() == SubmissionState.COUNTING
                ? Announcement.tombstone(
                        after.namespace(), task.project().kind(), after.id().toString(), after.revision())
                : Optional.empty();
    }
}
