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
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;

/** The pages on which leads make a project and run it. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class LeadPages {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final SecurityIdentity caller;
    private final Template newproject;
    private final Template project;
    private final Template tasks;

    LeadPages(
            DefaultNamespace namespaces,
            Projects projects,
            SecurityIdentity caller,
            Template newproject,
            Template project,
            Template tasks) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.caller = caller;
        this.newproject = newproject;
        this.project = project;
        this.tasks = tasks;
    }

    /** The form that makes a project. */
    @GET
    @Path("projects/new")
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
}
