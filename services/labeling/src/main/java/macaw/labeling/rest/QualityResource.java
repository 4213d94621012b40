package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.QualityFilter;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What recorded judgement is worth. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
@Produces(MediaType.APPLICATION_JSON)
public class QualityResource {
    private static final int MOST_TASKS = 50;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final QualityDesk quality;

    QualityResource(DefaultNamespace namespaces, Projects projects, QualityDesk quality) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.quality = quality;
    }

    /** Agreement, with counts and intervals. */
    @GET
    @Path("v1/projects/{name}/agreement")
    @Operation(
            summary = "How much labelers agree, overall, each with the others, per question and over time",
            description = "Each figure has counts and a 95 % interval; a figure without a value has nothing to measure")
    public AgreementBody agreement(String name, @BeanParam QualityParameters which) {
        Project project = project(name, which);
        return AgreementBody.of(
                quality.report(project, which.filter(), which.period()).agreement(), quality.form(project));
    }

    /** Times, habits and gold. */
    @GET
    @Path("v1/projects/{name}/quality")
    @Operation(summary = "Each labeler's times, habits, agreement with gold, and signals to look closer")
    public List<LabelerQualityBody> quality(String name, @BeanParam QualityParameters which) {
        return quality.report(project(name, which), which.filter(), which.period()).labelers().stream()
                .map(LabelerQualityBody::of)
                .toList();
    }

    /** Tasks with what everybody said. */
    @GET
    @Path("v1/projects/{name}/disagreements")
    @Operation(
            summary = "Tasks that labelers disagree on most, with the outputs and what everybody said of them",
            description = "With task, that one alone, however many have judged it")
    public DisputeBody.PageBody disagreements(
            String name,
            @BeanParam QualityParameters which,
            @QueryParam("task") @DefaultValue("") String task,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        Project project = project(name, which);
        QualityFilter filter = which.filter();
        return DisputeBody.PageBody.of(
                task.isEmpty()
                        ? quality.disputes(project, filter, Math.max(offset, 0), Math.clamp(limit, 1, MOST_TASKS))
                        : quality.dispute(project, TaskResource.task(task)));
    }

    private Project project(String name, QualityParameters which) {
        return projects.get(namespaces.or(which.namespace), name);
    }
}
