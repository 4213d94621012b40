package macaw.labeling.workplace;

import java.util.Optional;
import java.util.UUID;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.SentBackStore;
import macaw.labeling.tasks.TaskDesk;

/** Where labelers sit down. */
public final class Workplaces {
    private final TaskDesk tasks;
    private final Drafts drafts;
    private final SentBackStore sentBack;

    public Workplaces(TaskDesk tasks, Drafts drafts, SentBackStore sentBack) {
        this.tasks = tasks;
        this.drafts = drafts;
        this.sentBack = sentBack;
    }

    /** As {@link TaskDesk#next}, with what the labeler has of the task already. */
    public Optional<Workplace> next(Project project, Labeler labeler) {
        return tasks.next(project, labeler).map(leased -> {
            UUID task = leased.task().id();
            return new Workplace(
                    leased,
                    drafts.find(project.namespace(), task, labeler.id()),
                    sentBack.find(project.namespace(), task, labeler.id()));
        });
    }
}
