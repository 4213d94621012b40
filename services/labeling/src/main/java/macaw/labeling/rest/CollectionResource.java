package macaw.labeling.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import macaw.chassis.access.Roles;
import macaw.labeling.outputs.CollectionDesk;
import macaw.labeling.outputs.CollectionProgress;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Collecting the outputs that labelers compare. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class CollectionResource {
    private static final int ACCEPTED = 202;
    private static final int MOST_PROMPTS = 1000;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final CollectionDesk collections;
    private final ObjectMapper json;

    CollectionResource(DefaultNamespace namespaces, Projects projects, CollectionDesk collections, ObjectMapper json) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.collections = collections;
        this.json = json;
    }

    /**
     * A collection that is wanted.
     *
     * @param seed of its draws; left out for 0
     */
    public record Wanted(@Nullable Long seed) {}

    /** Starts a collection. */
    @POST
    @Path("v1/projects/{name}/collections")
    @RolesAllowed(Roles.OPERATOR)
    @ResponseStatus(ACCEPTED)
    @Operation(summary = "Starts collecting the outputs of every prompt that has none; 202 with the job that runs")
    public CollectionBody start(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, @Nullable Wanted wanted) {
        long seed = Optional.ofNullable(wanted).map(Wanted::seed).orElse(0L);
        return CollectionBody.of(collections.start(project(namespace, name), seed));
    }

    /** The last collection. */
    @GET
    @Path("v1/projects/{name}/collections/latest")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "The project's last collection and how far it is; 404 COLLECTION_UNKNOWN where there was none")
    public CollectionBody latest(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return CollectionBody.of(collections.latest(project(namespace, name)));
    }

    /** Stops the last collection. */
    @DELETE
    @Path("v1/projects/{name}/collections/latest")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Stops the project's last collection unless it has ended; what it has collected stays")
    public CollectionBody stop(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return CollectionBody.of(collections.stop(project(namespace, name)));
    }

    /** Prompts with too few outputs. */
    @GET
    @Path("v1/projects/{name}/collections/short")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "Prompts that have fewer distinct outputs than were wanted, with how often they were tried")
    public List<CollectionBody.Short> shortPrompts(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return collections
                .shortPrompts(project(namespace, name), Math.max(offset, 0), Math.clamp(limit, 1, MOST_PROMPTS))
                .stream()
                .map(CollectionBody.Short::of)
                .toList();
    }

    /** Starts a collection and follows it. */
    @POST
    @Path("v1/projects/{name}/collection")
    @RolesAllowed(Roles.OPERATOR)
    @Produces("application/x-ndjson")
    @Operation(
            summary =
                    "Starts collecting the outputs of every prompt that has none, and says how far it is, a line at a time,"
                            + " until it ends; it goes on without its caller")
    public StreamingOutput collect(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("seed") @DefaultValue("0") long seed) {
        var job = collections.start(project(namespace, name), seed);
        return stream -> collections.follow(job, progress -> {
            try {
                stream.write((line(progress) + "\n").getBytes(StandardCharsets.UTF_8));
                stream.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the caller has left", e);
            }
        });
    }

    private String line(CollectionProgress progress) throws IOException {
        return json.writeValueAsString(progress);
    }

    private Project project(String namespace, String name) {
        return projects.get(namespaces.or(namespace), name);
    }
}
