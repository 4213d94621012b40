package macaw.labeling.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import macaw.chassis.access.Roles;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.drafts.json.DraftJson;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A labeler's unfinished work on a task. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.LABELER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DraftResource {
    private final DefaultNamespace namespaces;
    private final Drafts drafts;
    private final CallerLabeler caller;

    DraftResource(DefaultNamespace namespaces, Drafts drafts, CallerLabeler caller) {
        this.namespaces = namespaces;
        this.drafts = drafts;
        this.caller = caller;
    }

    /**
     * What is to be kept.
     *
     * @param content a JSON object of up to 262,144 UTF-16 units, which nobody but its page reads
     * @param lease the caller's hold on the task; left out for a draft of a revision
     */
    public record Kept(
            @Nullable @Schema(type = SchemaType.OBJECT) JsonNode content,
            @Nullable String lease) {}

    /** That it is kept. */
    public record Saved(Instant savedAt) {}

    /** Keeps unfinished work in place of what was kept before. */
    @PUT
    @Path("v1/tasks/{task}/draft")
    @Operation(
            summary =
                    "Keeps a labeler's unfinished work on a task that they have or had; 256 Ki UTF-16 units of JSON at most")
    public Saved save(String task, @QueryParam("namespace") @DefaultValue("") String namespace, Kept body) {
        String owner = namespaces.or(namespace);
        return new Saved(drafts.save(
                        owner,
                        TaskResource.task(task),
                        body.lease() == null ? null : SubmissionBody.lease(body.lease()),
                        caller.in(owner).id(),
                        DraftJson.of(body.content()))
                .savedAt());
    }

    /** The caller's draft. */
    @GET
    @Path("v1/tasks/{task}/draft")
    @Operation(summary = "The caller's draft of a task; 404 DRAFT_UNKNOWN where there is none")
    public TaskBody.DraftBody get(String task, @QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        return TaskBody.DraftBody.of(
                drafts.get(owner, TaskResource.task(task), caller.in(owner).id()));
    }

    /** Forgets the caller's draft. */
    @DELETE
    @Path("v1/tasks/{task}/draft")
    @Operation(summary = "Forgets the caller's draft of a task")
    public void drop(String task, @QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        drafts.drop(owner, TaskResource.task(task), caller.in(owner).id());
    }
}
