package macaw.labeling.workplace;

import java.util.Optional;
import macaw.labeling.drafts.Draft;
import macaw.labeling.submissions.SentBack;
import macaw.labeling.tasks.TaskDesk;

/**
 * All that a labeler needs for a task.
 *
 * @param leased the task and the hold on it
 * @param draft what the labeler typed before
 * @param sentBack what the labeler handed in before and is to do again
 */
public record Workplace(TaskDesk.Leased leased, Optional<Draft> draft, Optional<SentBack> sentBack) {}
