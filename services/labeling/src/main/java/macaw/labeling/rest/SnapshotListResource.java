package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.SnapshotList;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Which snapshots a project has. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotListResource {
    private static final int MOST = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final SnapshotList snapshots;

    SnapshotListResource(DefaultNamespace namespaces, Projects projects, SnapshotList snapshots) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.snapshots = snapshots;
    }

    /**
     * A snapshot of the list; the rest is in its manifest.
     *
     * @param filters what it lets through
     * @param sha256 what {@code sha256sum} says of the exported lines
     */
    public record SnapshotLine(
            String id, List<String> splits, FiltersBody filters, long records, String sha256, Instant createdAt) {
        static SnapshotLine of(Snapshot snapshot) {
            return new SnapshotLine(
                    snapshot.id(),
                    snapshot.filters().splits().stream().map(Words::of).toList(),
                    FiltersBody.of(snapshot.filters()),
                    snapshot.records(),
                    snapshot.sha256(),
                    snapshot.createdAt());
        }
    }

    /** A project's snapshots. */
    @GET
    @Path("v1/projects/{name}/snapshots")
    @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
    @Operation(summary = "A project's snapshots, newest first, up to 200")
    public List<SnapshotLine> list(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return snapshots.latest(projects.get(namespaces.or(namespace), name), MOST).stream()
                .map(SnapshotLine::of)
                .toList();
    }
}
