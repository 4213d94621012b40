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
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

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

    /** Which splits; all where none is named. */
    public record Filters(@Nullable List<String> splits) {}

    /**
     * A snapshot.
     *
     * @param sha256 what {@code sha256sum} says of the exported lines
     */
    public record SnapshotBody(
            String id,
            String project,
            String kind,
            List<String> splits,
            long records,
            String sha256,
            Instant createdAt) {
        static SnapshotBody of(Snapshot snapshot) {
            return new SnapshotBody(
                    snapshot.id(),
                    snapshot.project(),
                    Words.of(snapshot.kind()),
                    snapshot.splits().stream().sorted().map(Words::of).toList(),
                    snapshot.records(),
                    snapshot.sha256(),
                    snapshot.createdAt());
        }
    }

    /** Freezes what counts now. */
    @POST
    @Path("v1/projects/{name}/snapshots")
    @Operation(summary = "Freezes what counts now under an id and a hash")
    public SnapshotBody create(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, Filters filters) {
        List<String> splits = Objects.requireNonNullElse(filters.splits(), List.of());
        return SnapshotBody.of(snapshots.create(
                projects.get(namespaces.or(namespace), name),
                splits.stream()
                        .map(split -> Words.read(Split.class, "splits", split))
                        .collect(Collectors.toSet())));
    }

    /** A snapshot's manifest. */
    @GET
    @Path("v1/snapshots/{id}")
    @Operation(summary = "A snapshot's filters, size and hash")
    public SnapshotBody get(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return SnapshotBody.of(snapshots.get(namespaces.or(namespace), id));
    }

    /** A snapshot's records, the same bytes for ever. */
    @GET
    @Path("v1/snapshots/{id}/lines")
    @Produces("application/x-ndjson")
    @Operation(summary = "A snapshot's records as JSON lines, the same bytes for ever")
    public StreamingOutput lines(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        Snapshot snapshot = snapshots.get(namespaces.or(namespace), id);
        return stream -> {
            var out = new BufferedOutputStream(stream);
            snapshots.lines(snapshot, line -> write(out, line));
            out.flush();
        };
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has left", e);
        }
    }
}
