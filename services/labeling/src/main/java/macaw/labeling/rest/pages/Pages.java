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
import java.util.List;
import java.util.Map;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.projects.TasksDone;
import macaw.labeling.texts.DefaultNamespace;

/** The list of projects. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class Pages {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final SecurityIdentity caller;
    private final Template index;

    Pages(DefaultNamespace namespaces, Projects projects, SecurityIdentity caller, Template index) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.caller = caller;
        this.index = index;
    }

    /** A line of the list of projects. */
    public record Listed(String name, String kind, TasksDone tasks) {}

    /** All projects, with what the caller may do in them. */
    @GET
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance projects(@QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        // what is submitted is counted on each project's own page: of all projects at once it takes too long
        Map<String, TasksDone> tasks = projects.tasksDone(owner);
        List<Listed> listed = projects.list(owner).stream()
                .map(project -> new Listed(
                        project.name(),
                        Kinds.words(project.kind()),
                        tasks.getOrDefault(project.name(), TasksDone.NONE)))
                .toList();
        return index.data("projects", listed)
                .data("namespace", namespace)
                .data("works", caller.hasRole(Roles.LABELER))
                .data("operates", caller.hasRole(Roles.OPERATOR))
                .data("oversees", caller.hasRole(Roles.OPERATOR) || caller.hasRole(Roles.REVIEWER));
    }
}
