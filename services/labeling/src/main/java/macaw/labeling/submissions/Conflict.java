package macaw.labeling.submissions;

import java.util.Optional;
import java.util.Set;

/**
 * Work that conflicts with other work of its labeler on the same task, kept to be looked at.
 *
 * @param submission excluded, for {@link ExclusionCause#CONFLICT}
 * @param content what it says
 */
public record Conflict(Submission submission, Content content) {
    /** Most that are kept of one labeler on one task: a program that goes wrong must not fill the database. */
    public static final int MOST = 10;

    /** The conflict as it is to be kept, unless it is kept already or too many are. */
    static Optional<Conflict> unlessKept(Submission submission, Content content, Set<String> kept) {
        return kept.contains(submission.fingerprint()) || kept.size() >= MOST
                ? Optional.empty()
                : Optional.of(new Conflict(submission, content));
    }
}
