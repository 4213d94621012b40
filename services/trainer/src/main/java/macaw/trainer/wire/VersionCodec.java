package macaw.trainer.wire;

import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.v1.AliasChanged;
import macaw.v1.VersionPublished;

/** Versions and aliases to their messages. */
public final class VersionCodec {
    private VersionCodec() {}

    public static VersionPublished encode(PublishedVersion version) {
        Provenance provenance = version.provenance();
        var message = VersionPublished.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setKind(encode(version.kind()))
                .setVersion(RolloutCodec.encode(version.ref()))
                .setPath(version.content().folder().toString())
                .setRunId(provenance.run())
                .setRunEpoch(provenance.epoch())
                .setIteration((int) provenance.iteration())
                .putAllMetrics(provenance.metrics())
                .setPublishedAtMicros(RunCodec.micros(version.publishedAt()));
        provenance.parents().forEach(parent -> message.addParents(RolloutCodec.encode(parent)));
        return message.build();
    }

    public static AliasChanged encode(VersionKind kind, String alias, VersionRef version) {
        return AliasChanged.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(version.namespace())
                .setKind(encode(kind))
                .setAlias(alias)
                .setVersion(RolloutCodec.encode(version))
                .build();
    }

    public static VersionKind decode(macaw.v1.VersionKind kind) {
        return switch (kind) {
            case VERSION_KIND_POLICY -> VersionKind.POLICY;
            case VERSION_KIND_REWARD -> VersionKind.REWARD;
            case VERSION_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "a version is a policy or a reward");
        };
    }

    private static macaw.v1.VersionKind encode(VersionKind kind) {
        return switch (kind) {
            case POLICY -> macaw.v1.VersionKind.VERSION_KIND_POLICY;
            case REWARD -> macaw.v1.VersionKind.VERSION_KIND_REWARD;
        };
    }
}
