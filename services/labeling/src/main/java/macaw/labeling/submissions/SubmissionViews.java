package macaw.labeling.submissions;

import java.util.List;
import macaw.labeling.projects.Project;

/** What leads look at. */
public interface SubmissionViews {
    /** A project's submissions in any state, latest first, {@code limit} of them after the first {@code offset}. */
    List<SubmissionView> latest(Project project, int offset, int limit);
}
