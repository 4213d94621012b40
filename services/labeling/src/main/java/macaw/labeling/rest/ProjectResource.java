package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Progress;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Projects, their prompts, and what was recorded in them. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ProjectResource {
    private static final int MOST_SUBMISSIONS = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Prompts prompts;
    private final SubmissionViews submissions;

    ProjectResource(DefaultNamespace namespaces, Projects projects, Prompts prompts, SubmissionViews submissions) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.prompts = prompts;
        this.submissions = submissions;
    }

    /** A prompt as JSON. */
    public record PromptBody(
            @Nullable String id,
            @Nullable String text,
            @Nullable String category,
            @Nullable String source,
            @Nullable String language,
            @Nullable Boolean sensitive,
            @Nullable String contentWarning,
            @Nullable String group,
            @Nullable String split) {
        NewPrompt decode() {
            return new NewPrompt(
                    Objects.requireNonNullElse(id, ""),
                    Objects.requireNonNullElse(text, ""),
                    Objects.requireNonNullElse(category, ""),
                    Objects.requireNonNullElse(source, ""),
                    Objects.requireNonNullElse(language, ""),
                    Sensitivity.said(sensitive, Objects.requireNonNullElse(contentWarning, "")),
                    Objects.requireNonNullElse(group, ""),
                    Optional.ofNullable(split).map(word -> Words.read(Split.class, "split", word)));
        }
    }

    /** Prompts to be added. */
    public record PromptsBody(@Nullable List<PromptBody> prompts) {}

    /** Creates a project, or returns the equal one that is there. */
    @POST
    @Path("v1/projects")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Creates a project, or returns the equal one that is there")
    public ProjectBody create(@QueryParam("namespace") @DefaultValue("") String namespace, ProjectBody body) {
        return ProjectBody.of(projects.create(body.decode(namespaces.or(namespace))));
    }

    /** All projects of a namespace. */
    @GET
    @Path("v1/projects")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "All projects of a namespace, by name")
    public List<ProjectBody> list(@QueryParam("namespace") @DefaultValue("") String namespace) {
        return projects.list(namespaces.or(namespace)).stream()
                .map(ProjectBody::of)
                .toList();
    }

    /** One project. */
    @GET
    @Path("v1/projects/{name}")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "One project")
    public ProjectBody get(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return ProjectBody.of(projects.get(namespaces.or(namespace), name));
    }

    /** How far a project is. */
    @GET
    @Path("v1/projects/{name}/progress")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "How far a project is")
    public Progress progress(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return projects.progress(namespaces.or(namespace), name);
    }

    /** Adds prompts, all or none. */
    @POST
    @Path("v1/projects/{name}/prompts")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Adds prompts, all or none; those that are there with the same content stay as they are")
    public Prompts.Added add(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, PromptsBody body) {
        List<PromptBody> sent = Objects.requireNonNullElse(body.prompts(), List.of());
        return prompts.add(
                projects.get(namespaces.or(namespace), name),
                sent.stream().map(PromptBody::decode).toList());
    }

    /** What was recorded, latest first. */
    @GET
    @Path("v1/projects/{name}/submissions")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(
            summary =
                    "What was recorded, latest first; simulated labelers are marked. state, labeler (a pseudonym) and prompt narrow it")
    public List<SubmissionItem> submissions(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("labeler") @DefaultValue("") String labeler,
            @QueryParam("prompt") @DefaultValue("") String prompt,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return submissions
                .latest(
                        projects.get(namespaces.or(namespace), name),
                        SubmissionItem.filter(state, labeler, prompt),
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, MOST_SUBMISSIONS))
                .stream()
                .map(SubmissionItem::of)
                .toList();
    }
}
