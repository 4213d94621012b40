package macaw.trainer.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Locale;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.RunKind;
import macaw.trainer.runs.Runs;
import macaw.trainer.runs.StartRequest;
import org.jspecify.annotations.Nullable;

/** Runs. */
@Path("/v1/runs")
@RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
@RunOnVirtualThread
public class RunResource {
    private final Runs runs;

    RunResource(Runs runs) {
        this.runs = runs;
    }

    /**
     * Asks for a run.
     *
     * @param id chosen by the caller; left out to have one made
     * @param kind pretrain, sft, reward, ppo or dpo
     * @param settings an object, see docs/settings.md
     */
    record Start(
            @Nullable String id,
            @Nullable String kind,
            @Nullable JsonNode settings) {}

    /** Starts a run; the same request again returns the run that is there. */
    @POST
    public RunBody start(Start request) {
        String settings = request.settings() == null ? "{}" : request.settings().toString();
        return RunBody.of(
                runs.start(new StartRequest(request.id() == null ? "" : request.id(), kind(request.kind()), settings)));
    }

    /** All runs, the oldest first. */
    @GET
    public List<RunBody> list() {
        return runs.list().stream().map(RunBody::of).toList();
    }

    /** One run. */
    @GET
    @Path("/{id}")
    public RunBody get(@PathParam("id") String id) {
        return RunBody.of(runs.get(id));
    }

    /** Stops it at its next checkpoint until it is resumed. */
    @POST
    @Path("/{id}/pause")
    public RunBody pause(@PathParam("id") String id) {
        return RunBody.of(runs.pause(id));
    }

    /** Puts it back into the queue. */
    @POST
    @Path("/{id}/resume")
    public RunBody resume(@PathParam("id") String id) {
        return RunBody.of(runs.resume(id));
    }

    /** Ends it. */
    @POST
    @Path("/{id}/cancel")
    public RunBody cancel(@PathParam("id") String id) {
        return RunBody.of(runs.cancel(id));
    }

    private static RunKind kind(@Nullable String kind) {
        for (RunKind each : RunKind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return each;
            }
        }
        throw new CodedException(
                ErrorCode.REQUEST_INVALID, "kind must be pretrain, sft, reward, ppo or dpo, was " + kind);
    }
}
