package macaw.labeling.projects;

import java.util.List;
import java.util.function.UnaryOperator;

/** Where a project's settings change. */
public interface SettingsStore {
    /** Decides under the project's lock and records what is different; returns it. PROJECT_UNKNOWN; LABELER_UNKNOWN of a member. */
    Project change(String namespace, String name, UnaryOperator<Project> decision);

    /** Brings every task's state in line with the project's overlap, a transaction each. */
    void settleTasks(Project project);

    /** Every version of the project's guidelines, newest first. */
    List<GuidelinesVersion> guidelines(Project project);
}
