package macaw.labeling.submissions;

import java.util.List;
import macaw.labeling.projects.Project;

/** What leads look at. */
public interface SubmissionViews {
    /** A project's submissions that the filter lets through, latest first, {@code limit} of them after the first {@code offset}. */
    List<SubmissionView> latest(Project project, SubmissionFilter filter, int offset, int limit);

    /** The same in any state, by anybody. */
    default List<SubmissionView> latest(Project project, int offset, int limit) {
        return latest(project, SubmissionFilter.ALL, offset, limit);
    }
}
