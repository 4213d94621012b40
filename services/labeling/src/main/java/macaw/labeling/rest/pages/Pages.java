package macaw.labeling.rest.pages;

import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.temporal.ChronoUnit;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Progress;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.submissions.SubmissionView;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.texts.DefaultNamespace;

/** The list of projects, and the page of what was recorded. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class Pages {
    private static final int LABELS_A_PAGE = 50;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final SubmissionViews submissions;
    private final SecurityIdentity caller;
    private final Template index;
    private final Template labels;

    Pages(
            DefaultNamespace namespaces,
            Projects projects,
            SubmissionViews submissions,
            SecurityIdentity caller,
            Template index,
            Template labels) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.submissions = submissions;
        this.caller = caller;
        this.index = index;
        this.labels = labels;
    }

    /** A line of the list of projects. */
    public record Listed(String name, String kind, Progress progress) {}

    /** All projects, with what the caller may do in them. */
    @GET
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance projects(@QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        List<Listed> listed = projects.list(owner).stream()
                .map(project ->
                        new Listed(project.name(), words(project.kind()), projects.progress(owner, project.name())))
                .toList();
        return index.data("projects", listed)
                .data("namespace", namespace)
                .data("works", caller.hasRole(Roles.LABELER))
                .data("operates", caller.hasRole(Roles.OPERATOR))
                .data("oversees", caller.hasRole(Roles.OPERATOR) || caller.hasRole(Roles.REVIEWER));
    }

    private static String words(TaskKind kind) {
        return switch (kind) {
            case PROMPT -> "Write prompts";
            case DEMONSTRATION -> "Write answers";
            case COMPARISON -> "Rate and rank answers";
        };
    }

    /** What was recorded, latest first. */
    @GET
    @Path("labels/{name}")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance labels(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("page") @DefaultValue("1") int page) {
        String owner = namespaces.or(namespace);
        Project project = projects.get(owner, name);
        int number = Math.clamp(page, 1, Integer.MAX_VALUE / LABELS_A_PAGE);
        List<SubmissionView> views = submissions.latest(project, (number - 1) * LABELS_A_PAGE, LABELS_A_PAGE);
        return labels.data("project", name)
                .data("namespace", namespace)
                .data("progress", projects.progress(owner, name))
                .data("labels", views)
                .data("page", number)
                .data("seconds", ChronoUnit.SECONDS)
                .data("last", views.size() < LABELS_A_PAGE);
    }
}
