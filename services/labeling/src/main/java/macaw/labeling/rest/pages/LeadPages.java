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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.submissions.SubmissionFilter;
import macaw.labeling.submissions.SubmissionView;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.texts.DefaultNamespace;

/** The pages on which leads make a project and run it. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class LeadPages {
    private static final int LABELS_A_PAGE = 50;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final SecurityIdentity caller;
    private final Template newproject;
    private final Template project;
    private final Template tasks;
    private final Template labels;
    private final SubmissionViews submissions;

    LeadPages(
            DefaultNamespace namespaces,
            Projects projects,
            SecurityIdentity caller,
            Template newproject,
            Template project,
            Template tasks,
            Template labels,
            SubmissionViews submissions) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.caller = caller;
        this.newproject = newproject;
        this.project = project;
        this.tasks = tasks;
        this.labels = labels;
        this.submissions = submissions;
    }

    /** The form that makes a project; not below {@code projects}, where a project may have any name. */
    @GET
    @Path("new-project")
    @RolesAllowed(Roles.OPERATOR)
    public TemplateInstance create(@QueryParam("namespace") @DefaultValue("") String namespace) {
        return newproject.data("namespace", namespace).data("shown", ShownProject.USUAL);
    }

    /** A project's progress, people, settings and data. */
    @GET
    @Path("projects/{name}")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance project(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        Project shown = projects.get(owner, name);
        return project.data("namespace", namespace)
                .data("shown", ShownProject.of(shown))
                .data("progress", projects.progress(owner, name))
                .data("operates", caller.hasRole(Roles.OPERATOR));
    }

    /** A project's tasks, which of them are gold, and whom they are meant for. */
    @GET
    @Path("projects/{name}/tasks")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance tasks(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return tasks.data("namespace", namespace)
                .data("shown", ShownProject.of(projects.get(namespaces.or(namespace), name)))
                .data("operates", caller.hasRole(Roles.OPERATOR));
    }

    /** What was recorded, latest first, and where it is reviewed. */
    @GET
    @Path("labels/{name}")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance labels(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("labeler") @DefaultValue("") String labeler,
            @QueryParam("prompt") @DefaultValue("") String prompt,
            @QueryParam("page") @DefaultValue("1") int page) {
        String owner = namespaces.or(namespace);
        int number = Math.clamp(page, 1, Integer.MAX_VALUE / LABELS_A_PAGE);
        List<SubmissionView> views = submissions.latest(
                projects.get(owner, name),
                new SubmissionFilter(Kinds.state(state), given(labeler), given(prompt)),
                (number - 1) * LABELS_A_PAGE,
                LABELS_A_PAGE);
        String filter =
                Map.of("namespace", namespace, "state", state, "labeler", labeler, "prompt", prompt).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return labels.data("project", name)
                .data("namespace", namespace)
                .data("progress", projects.progress(owner, name))
                .data("labels", views)
                .data("state", state)
                .data("labeler", labeler)
                .data("prompt", prompt)
                .data("filter", filter)
                .data("page", number)
                .data("seconds", ChronoUnit.SECONDS)
                .data("last", views.size() < LABELS_A_PAGE);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
