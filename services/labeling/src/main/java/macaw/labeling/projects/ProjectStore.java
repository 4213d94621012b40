package macaw.labeling.projects;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where projects are kept. */
public interface ProjectStore {
    /** Adds it unless the name is taken; returns what is recorded under the name afterwards. */
    Project addIfAbsent(Project project);

    Optional<Project> find(String namespace, String name);

    /** By name. */
    List<Project> list(String namespace);

    Progress progress(Project project);

    /** How many tasks of each project are done, by project; those without a task are absent. Reads no submission. */
    Map<String, TasksDone> tasksDone(String namespace);
}
