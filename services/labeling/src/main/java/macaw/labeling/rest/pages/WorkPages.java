package macaw.labeling.rest.pages;

import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import macaw.chassis.access.Roles;
import macaw.labeling.markdown.Markdown;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.rest.CallerLabeler;
import macaw.labeling.texts.DefaultNamespace;

/** A labeler's pages: the work, what they handed in, and the instructions. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class WorkPages {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final CallerLabeler caller;
    private final Template write;
    private final Template demonstrate;
    private final Template compare;
    private final Template mine;
    private final Template guidelines;

    WorkPages(
            DefaultNamespace namespaces,
            Projects projects,
            CallerLabeler caller,
            Template write,
            Template demonstrate,
            Template compare,
            Template mine,
            Template guidelines) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.caller = caller;
        this.write = write;
        this.demonstrate = demonstrate;
        this.compare = compare;
        this.mine = mine;
        this.guidelines = guidelines;
    }

    /** The page on which a labeler works. */
    @GET
    @Path("work/{name}")
    @RolesAllowed(Roles.LABELER)
    public TemplateInstance work(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        Project project = projects.get(namespaces.or(namespace), name);
        Template page = switch (project.kind()) {
            case PROMPT -> write;
            case DEMONSTRATION -> demonstrate;
            case COMPARISON -> compare;
        };
        return withGuidelines(page, project, namespace).data("labeler", labeler(project));
    }

    /** What the caller handed in, how much, and answers to their questions. */
    @GET
    @Path("mine/{name}")
    @RolesAllowed(Roles.LABELER)
    public TemplateInstance mine(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        Project project = projects.get(namespaces.or(namespace), name);
        return mine.data("project", name).data("namespace", namespace).data("labeler", labeler(project));
    }

    /** A project's instructions. */
    @GET
    @Path("guidelines/{name}")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public TemplateInstance guidelines(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return withGuidelines(guidelines, projects.get(namespaces.or(namespace), name), namespace);
    }

    private static TemplateInstance withGuidelines(Template page, Project project, String namespace) {
        return page.data("project", project.name())
                .data("namespace", namespace)
                .data("guidelinesHtml", Markdown.html(project.guidelines().text()))
                .data("version", project.guidelines().version());
    }

    /** Whose drafts a browser keeps: one browser may serve several people. */
    private String labeler(Project project) {
        return caller.in(project.namespace()).pseudonym();
    }
}
