package macaw.labeling.hours;

import java.util.List;
import macaw.labeling.projects.Project;

/** Where hours are read. */
public interface HoursStore {
    /** Who worked on the project in the span or is a member of it, by name and pseudonym. */
    List<LabelerHours> of(Project project, Span span, Per per);
}
