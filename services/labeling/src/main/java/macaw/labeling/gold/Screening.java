package macaw.labeling.gold;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Staffing;
import macaw.labeling.quality.GoldAgreement;
import macaw.labeling.submissions.Submission;

/**
 * When a labeler's work begins to count: after the project's number of gold tasks, done with the project's agreement. It is passed once and for
 * all in a project; an agreement that falls later is seen in the quality figures and is a lead's to act on, because work that was counted must not
 * come and go by itself.
 */
public final class Screening {
    private final ScreeningStore store;

    public Screening(ScreeningStore store) {
        this.store = store;
    }

    /**
     * How a labeler did.
     *
     * @param tasks gold tasks done
     * @param agreement with them
     */
    public record Result(int tasks, GoldAgreement agreement) {
        /** From what was expected and what was said. */
        public static Result of(List<ScreeningStore.Tried> tried) {
            return new Result(
                    tried.size(),
                    GoldAgreement.over(tried.stream()
                            .map(task -> GoldAgreement.of(task.gold(), task.ranking()))
                            .toList()));
        }

        /** Whether that is enough. */
        public boolean passes(Staffing staffing) {
            return tasks >= staffing.screeningTasks()
                    && (staffing.screeningTasks() == 0 || agreement.reaches(staffing.screeningThreshold()));
        }
    }

    /** Looks at the labeler of a new submission, after it was recorded. */
    public void after(Submission submission) {
        Optional<Project> project = store.projectOf(submission.namespace(), submission.task());
        if (project.isPresent() && project.get().staffing().screeningTasks() > 0) {
            look(project.get(), submission.labeler());
        }
    }

    /** Looks at everybody whose work waits: the project's screening has become another. */
    public void after(Project changed) {
        store.waiting(changed).forEach(labeler -> look(changed, labeler));
    }

    /** What waits although its labeler passed was left by a failure in between, and is looked at again with the labeler's next submission. */
    private void look(Project project, UUID labeler) {
        if (!store.hasPassed(project, labeler)) {
            Result result = Result.of(store.tried(project, labeler));
            if (!result.passes(project.staffing())) {
                return;
            }
            if (project.staffing().screeningTasks() > 0) {
                store.pass(project, labeler, result);
            }
        }
        store.waiting(project, labeler).forEach(task -> store.restate(project.namespace(), task));
    }
}
