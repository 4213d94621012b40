package macaw.labeling.gold;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Task;

/** Where gold is kept. Each change is one transaction that holds its task's lock and restates the task's submissions. */
public interface GoldStore {
    /** Records it after the check, in place of what was expected before; TASK_UNKNOWN. */
    void put(String namespace, Gold gold, Consumer<Task> check);

    /** Takes it away after the check, if there is any; TASK_UNKNOWN. */
    void remove(String namespace, UUID task, Consumer<Task> check);

    /** A project's, oldest first. */
    List<Gold> list(Project project);
}
