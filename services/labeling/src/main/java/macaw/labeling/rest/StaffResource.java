package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.labeling.csv.HoursCsv;
import macaw.labeling.hours.HoursStore;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Span;
import macaw.labeling.labelers.LabelerDirectory;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who works, and how long. */
@Path("/")
@RunOnVirtualThread
public class StaffResource {
    private static final String CSV = "text/csv";

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final HoursStore hours;
    private final LabelerDirectory labelers;

    StaffResource(DefaultNamespace namespaces, Projects projects, HoursStore hours, LabelerDirectory labelers) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.hours = hours;
        this.labelers = labelers;
    }

    /** A labeler of the namespace. */
    public record LabelerLine(String pseudonym, String name, boolean simulated) {}

    /** All labelers of a namespace. */
    @GET
    @Path("v1/labelers")
    @RolesAllowed(Roles.OPERATOR)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "All labelers of a namespace, by name")
    public List<LabelerLine> list(@QueryParam("namespace") @DefaultValue("") String namespace) {
        return labelers.list(namespaces.or(namespace)).stream()
                .map(labeler -> new LabelerLine(labeler.pseudonym(), labeler.name(), labeler.simulated()))
                .toList();
    }

    /** What each labeler did in a project. */
    @GET
    @Path("v1/projects/{name}/labelers")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Produces({MediaType.APPLICATION_JSON, CSV})
    @Operation(
            summary = "Hours, tasks and agreement with gold of each labeler; per=day or month splits them up,"
                    + " from and until bound them, format=csv or Accept: text/csv gives a table")
    public Response hours(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("until") @DefaultValue("") String until,
            @QueryParam("per") @DefaultValue("total") String per,
            @QueryParam("format") @DefaultValue("") String format,
            @HeaderParam(HttpHeaders.ACCEPT) @DefaultValue("") String accept) {
        Project project = projects.get(namespaces.or(namespace), name);
        Per by = Words.read(Per.class, "per", per);
        List<LabelerHours> worked = hours.of(project, Span.of(from, until), by);
        if (format.equals("csv") || (format.isEmpty() && accept.contains(CSV))) {
            return Response.ok(HoursCsv.write(worked, by), CSV + ";charset=utf-8")
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "-labelers.csv\"")
                    .build();
        }
        return Response.ok(
                        worked.stream()
                                .map(one -> HoursBody.of(one, by != Per.TOTAL))
                                .toList(),
                        MediaType.APPLICATION_JSON)
                .build();
    }
}
