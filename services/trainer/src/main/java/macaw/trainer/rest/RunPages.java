package macaw.trainer.rest;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import macaw.chassis.access.Roles;
import macaw.trainer.runs.RunView;
import macaw.trainer.runs.Runs;

/** The pages of runs: all of them, and one with its curves. What they show comes from {@link RunResource}. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class RunPages {
    private final Runs runs;

    RunPages(Runs runs) {
        this.runs = runs;
    }

    @CheckedTemplate(basePath = "")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance runs();

        static native TemplateInstance run(String id, String kind);
    }

    /** Where a browser that was just signed in arrives. */
    @GET
    @RolesAllowed(Roles.OPERATOR)
    public Response home() {
        return Response.seeOther(URI.create("/runs")).build();
    }

    /** All runs. */
    @GET
    @Path("/runs")
    @RolesAllowed(Roles.OPERATOR)
    public TemplateInstance runs() {
        return Templates.runs();
    }

    /** One run. */
    @GET
    @Path("/runs/{id}")
    @RolesAllowed(Roles.OPERATOR)
    public TemplateInstance run(@PathParam("id") String id) {
        RunView run = runs.get(id);
        return Templates.run(run.run().id(), Kinds.name(run.run().kind()));
    }
}
