package macaw.labeling.review;

import java.util.List;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.submissions.Submission;

/**
 * What a submission said at which time, and what leads decided about it.
 *
 * @param submission as it is now
 * @param labeler who submitted
 * @param versions its contents in order, the current one last
 * @param trail decisions about it and its task in order
 */
public record History(Submission submission, Labeler labeler, List<Version> versions, List<ReviewEntry> trail) {
    public History {
        versions = List.copyOf(versions);
        trail = List.copyOf(trail);
    }
}
