package macaw.trainer.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.chassis.access.Roles;
import macaw.chassis.settings.ServiceSettings;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.trainer.publishing.VersionDesk;

/** Versions in the store and what aliases mean. */
@Path("/v1")
@RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
@RunOnVirtualThread
public class VersionResource {
    private final VersionDesk versions;
    private final String namespace;

    VersionResource(VersionDesk versions, ServiceSettings settings) {
        this.versions = versions;
        this.namespace = settings.namespace();
    }

    /** A version, where its files are in the store, and where it came from. */
    record VersionBody(
            String kind,
            String version,
            String manifestSha256,
            String path,
            long bytes,
            Instant publishedAt,
            String run,
            long iteration,
            Map<String, Double> metrics,
            List<String> parents) {
        static VersionBody of(PublishedVersion version) {
            Provenance provenance = version.provenance();
            return new VersionBody(
                    version.kind().name().toLowerCase(Locale.ROOT),
                    version.ref().toString(),
                    version.ref().manifestSha256(),
                    version.content().folder().toString(),
                    version.content().manifest().totalSize(),
                    version.publishedAt(),
                    provenance.run(),
                    provenance.iteration(),
                    provenance.metrics(),
                    provenance.parents().stream().map(Object::toString).toList());
        }
    }

    /**
     * Versions of a kind.
     *
     * @param name only of this name
     */
    @GET
    @Path("/versions")
    public List<VersionBody> list(
            @QueryParam("kind") @DefaultValue("policy") String kind,
            @QueryParam("name") @DefaultValue("") String name) {
        return versions.list(kind(kind), name).stream().map(VersionBody::of).toList();
    }

    /** What each alias means, by kind. */
    @GET
    @Path("/aliases")
    public SortedMap<String, SortedMap<String, String>> aliases() {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
        for (VersionKind kind : VersionKind.values()) {
            SortedMap<String, String> ofKind = new TreeMap<>();
            versions.aliases(kind).forEach((alias, version) -> ofKind.put(alias, version.toString()));
            all.put(kind.name().toLowerCase(Locale.ROOT), ofKind);
        }
        return all;
    }

    /** A version as a person names it. */
    record Pointed(String version) {}

    /** Points an alias at a version. */
    @PUT
    @Path("/aliases/{kind}/{alias}")
    @RolesAllowed(Roles.OPERATOR)
    public Pointed setAlias(@PathParam("kind") String kind, @PathParam("alias") String alias, Pointed wanted) {
        VersionName name = VersionName.parse(wanted.version(), namespace);
        return new Pointed(versions.setAlias(kind(kind), alias, name, "").toString());
    }

    private static VersionKind kind(String kind) {
        for (VersionKind each : VersionKind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return each;
            }
        }
        throw new CodedException(ErrorCode.REQUEST_INVALID, "kind must be policy or reward, was " + kind);
    }
}
