package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Snapshots and their native JSONL. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Snapshots snapshots;

    SnapshotResource(DefaultNamespace namespaces, Projects projects, Snapshots snapshots) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.snapshots = snapshots;
    }

    /** Freezes what counts now. */
    @POST
    @Path("v1/projects/{name}/snapshots")
    @Operation(summary = "Freezes what counts now and the filters let through, under an id and a hash")
    public SnapshotBody create(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, FiltersBody filters) {
        return body(snapshots.create(projects.get(namespaces.or(namespace), name), filters.decode()));
    }

    private SnapshotBody body(Snapshot snapshot) {
        return SnapshotBody.of(snapshot, snapshots.summary(snapshot));
    }

    /** A snapshot's manifest. */
    @GET
    @Path("v1/snapshots/{id}")
    @Operation(summary = "A snapshot's manifest: filters, size, hash and what is in it")
    public SnapshotBody get(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return body(snapshots.get(namespaces.or(namespace), id));
    }

    /** A snapshot's records, the same bytes for ever. */
    @GET
    @Path("v1/snapshots/{id}/lines")
    @Produces("application/x-ndjson")
    @Operation(summary = "A snapshot's records as JSON lines, the same bytes for ever")
    public StreamingOutput lines(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        Snapshot snapshot = snapshots.get(namespaces.or(namespace), id);
        return NdJson.stream(line -> snapshots.lines(snapshot, line));
    }
}
