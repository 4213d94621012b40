package macaw.labeling.projects;

import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormStore;

/** Creating and finding projects. */
public final class Projects {
    private final ProjectStore store;
    private final FormStore forms;

    public Projects(ProjectStore store, FormStore forms) {
        this.store = store;
        this.forms = forms;
    }

    /** Creates it, or returns the equal one that is there. PROJECT_CONFLICT where the name has other settings, FORM_UNKNOWN. */
    public Project create(Project wanted) {
        switch (wanted.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> {}
            case Project.Work.Comparisons comparisons -> forms.get(wanted.namespace(), comparisons.form());
        }
        Project recorded = store.addIfAbsent(wanted);
        if (!recorded.isWhat(wanted)) {
            throw new CodedException(
                    ErrorCode.PROJECT_CONFLICT, "project \"" + wanted.name() + "\" is there with other settings");
        }
        return recorded;
    }

    /** The project; PROJECT_UNKNOWN. */
    public Project get(String namespace, String name) {
        return store.find(namespace, name)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.PROJECT_UNKNOWN, "no project \"" + name + "\" in namespace \"" + namespace + "\""));
    }

    /** All of a namespace's, by name. */
    public List<Project> list(String namespace) {
        return store.list(namespace);
    }

    /** How far it is; PROJECT_UNKNOWN. */
    public Progress progress(String namespace, String name) {
        return store.progress(get(namespace, name));
    }

    /** How many tasks of each project of a namespace are done; a project without prompts is absent. */
    public Map<String, TasksDone> tasksDone(String namespace) {
        return store.tasksDone(namespace);
    }
}
