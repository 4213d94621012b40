package macaw.trainer.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.chassis.lifecycle.Draining;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.history.HistoryFiles;
import macaw.trainer.history.Samples;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.Runs;
import macaw.trainer.runs.StartRequest;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Runs. */
@Path("/v1/runs")
@RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
@RunOnVirtualThread
public class RunResource {
    private final Runs runs;
    private final Draining draining;
    private final ObjectMapper json;

    RunResource(Runs runs, @Readiness Draining draining, ObjectMapper json) {
        this.runs = runs;
        this.draining = draining;
        this.json = json;
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
        return RunBody.of(runs.start(
                new StartRequest(request.id() == null ? "" : request.id(), Kinds.of(request.kind()), settings)));
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

    /** How it stands, now and whenever that changes, as server-sent events whose data is a run. */
    @GET
    @Path("/{id}/watch")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response watch(@PathParam("id") String id) {
        StreamingOutput stream = new RunStream(runs, runs.get(id), draining, json);
        return Response.ok(stream, MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    /**
     * The figures of its steps, an object a line: {@code step}, {@code time} and the figures.
     *
     * @param after only steps after this one
     * @param every every how manyth step; it has the latest figures since the one before
     */
    @GET
    @Path("/{id}/metrics")
    @Produces("application/x-ndjson")
    public StreamingOutput metrics(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("every") @DefaultValue("1") long every) {
        if (after < 0 || every < 1) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "after must be at least 0 and every at least 1, were " + after + " and " + every);
        }
        List<StepFigures> steps = runs.history(id).after(after, every);
        return stream -> {
            var out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            for (StepFigures step : steps) {
                out.write(HistoryFiles.line(step));
                out.write('\n');
            }
            out.flush();
        };
    }

    /** Some of what the policy wrote in the last iteration; none of a run that samples nothing. */
    @GET
    @Path("/{id}/samples")
    public Samples samples(@PathParam("id") String id) {
        return runs.history(id).samples().orElse(new Samples(0, List.of()));
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
}
