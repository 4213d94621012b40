package macaw.labeling.submissions;

import java.util.Optional;
import macaw.labeling.outbox.Announcement;

/**
 * What is to be recorded when a submission is taken back.
 *
 * @param submission as it is afterwards
 * @param tombstone for its topic, where it had been announced
 */
public record Withdrawing(Submission submission, Optional<Announcement> tombstone) {}
