package macaw.labeling.projects;

import java.util.List;
import java.util.function.Consumer;
import macaw.labeling.forms.FormStore;

/** Changing what a project asks for and who works on it, while it runs. */
public final class ProjectSettings {
    private final SettingsStore store;
    private final FormStore forms;
    private final Consumer<Project> screeningChanged;

    /** @param screeningChanged told of a project whose screening may let other labelers pass than before */
    public ProjectSettings(SettingsStore store, FormStore forms, Consumer<Project> screeningChanged) {
        this.store = store;
        this.forms = forms;
        this.screeningChanged = screeningChanged;
    }

    /**
     * Makes the changes, each field by itself, the last writer's value staying. Tasks are settled anew where the overlap is named, and labelers
     * tried anew where screening is: naming the same value again finishes what a failure left. PROJECT_UNKNOWN, FORM_UNKNOWN, LABELER_UNKNOWN and
     * what {@link ProjectChanges#applyTo} refuses.
     */
    public Project change(String namespace, String name, ProjectChanges changes) {
        if (changes.form() != null) {
            forms.get(namespace, changes.form());
        }
        Project changed = store.change(namespace, name, changes::applyTo);
        if (changes.touchesPlaces()) {
            store.settleTasks(changed);
        }
        if (changes.touchesScreening()) {
            screeningChanged.accept(changed);
        }
        return changed;
    }

    /** Every version of the project's guidelines, newest first. */
    public List<GuidelinesVersion> guidelines(Project project) {
        return store.guidelines(project);
    }
}
