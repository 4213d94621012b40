package macaw.labeling.rest.pages;

import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
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
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.QualityFilter;
import macaw.labeling.rest.QualityParameters;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;

/** The pages on which leads see what judgement is worth, and where it differs. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
@Produces(MediaType.TEXT_HTML)
public class QualityPages {
    private static final int TASKS_A_PAGE = 10;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final QualityDesk desk;
    private final Template quality;
    private final Template disagreements;

    QualityPages(
            DefaultNamespace namespaces,
            Projects projects,
            QualityDesk desk,
            Template quality,
            Template disagreements) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.desk = desk;
        this.quality = quality;
        this.disagreements = disagreements;
    }

    /** How much labelers agree, and how each of them works. */
    @GET
    @Path("quality/{name}")
    public TemplateInstance quality(String name, @BeanParam QualityParameters which) {
        Project project = projects.get(namespaces.or(which.namespace), name);
        var report = desk.report(project, which.filter(), which.period());
        return quality.data("project", name)
                .data("namespace", which.namespace)
                .data("which", which)
                .data("splits", which.filter().splits().stream().map(Enum::name).toList())
                .data("view", QualityView.of(report, desk.form(project)));
    }

    /** Tasks that labelers disagree on, most first; or the one task that is named. */
    @GET
    @Path("disagreements/{name}")
    public TemplateInstance disagreements(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("task") @DefaultValue("") String task,
            @QueryParam("page") @DefaultValue("1") int page) {
        Project project = projects.get(namespaces.or(namespace), name);
        int number = Math.clamp(page, 1, Integer.MAX_VALUE / TASKS_A_PAGE);
        QualityDesk.Page found = task.isEmpty()
                ? desk.disputes(project, QualityFilter.NONE, (number - 1) * TASKS_A_PAGE, TASKS_A_PAGE)
                : desk.dispute(project, id(task));
        FormSchema form = desk.form(project);
        List<DisputeView> views = found.disputes().stream()
                .map(one -> DisputeView.of(one.dispute(), one.disagreement().orElse(null), form))
                .toList();
        return disagreements
                .data("project", name)
                .data("namespace", namespace)
                .data("form", form)
                .data("tasks", views)
                .data("total", found.total())
                .data("alone", !task.isEmpty())
                .data("page", number)
                .data("last", number * TASKS_A_PAGE >= found.total());
    }

    private static UUID id(String task) {
        return Names.id(task).orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + task + "\""));
    }
}
