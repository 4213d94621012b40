package macaw.labeling.projects;

import java.util.List;
import java.util.Optional;

/** Where projects are kept. */
public interface ProjectStore {
    /** Adds it unless the name is taken; returns what is recorded under the name afterwards. */
    Project addIfAbsent(Project project);

    Optional<Project> find(String namespace, String name);

    /** By name. */
    List<Project> list(String namespace);

    Progress progress(Project project);
}
