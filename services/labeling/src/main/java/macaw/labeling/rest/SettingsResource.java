package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.GuidelinesVersion;
import macaw.labeling.projects.ProjectSettings;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a project asks for and who works on it, changed while it runs. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final ProjectSettings settings;

    SettingsResource(DefaultNamespace namespaces, Projects projects, ProjectSettings settings) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.settings = settings;
    }

    /** Changes what the body names. */
    @PATCH
    @Path("v1/projects/{name}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Changes the settings that are named; kind and k are fixed, and a closed project stays as it is")
    public ProjectBody change(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, ProjectBody body) {
        String owner = namespaces.or(namespace);
        return ProjectBody.of(settings.change(owner, name, body.changes(owner)));
    }

    /** Every version of the guidelines. */
    @GET
    @Path("v1/projects/{name}/guidelines")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "Every version of the project's guidelines, newest first")
    public List<GuidelinesVersion> guidelines(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return settings.guidelines(projects.get(namespaces.or(namespace), name));
    }
}
