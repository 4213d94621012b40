package macaw.trainer.publishing;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** Where people look versions up and point aliases at them. */
public final class VersionDesk {
    private final String namespace;
    private final Versions versions;
    private final Aliases aliases;
    private final VersionEvents events;

    /** The versions and aliases of a namespace. */
    public VersionDesk(String namespace, ArtefactStore store, VersionEvents events) {
        this.namespace = namespace;
        this.versions = new Versions(store);
        this.aliases = new Aliases(store);
        this.events = events;
    }

    /** Versions of a name, or of every name when it is empty. */
    public List<PublishedVersion> list(VersionKind kind, String name) {
        List<String> names = name.isEmpty() ? versions.names(kind, namespace) : List.of(StorePath.requireSegment(name));
        List<PublishedVersion> all = new ArrayList<>();
        names.forEach(each -> all.addAll(versions.list(kind, namespace, each)));
        return all;
    }

    /** What the aliases of a kind mean. */
    public SortedMap<String, VersionRef> aliases(VersionKind kind) {
        return aliases.list(kind, namespace);
    }

    /**
     * Points an alias at a version that is in the store, and tells.
     *
     * @param version as a person names it; {@code name} alone is its latest version
     * @param manifestSha256 what the version's manifest must hash to; empty for whatever it does
     * @throws CodedException POLICY_UNKNOWN, REWARD_UNKNOWN, MANIFEST_MISMATCH, NAME_INVALID
     */
    public VersionRef setAlias(VersionKind kind, String alias, VersionName version, String manifestSha256) {
        StorePath.requireSegment(alias);
        VersionRef found = versions.resolve(kind, version);
        if (!found.namespace().equals(namespace)) {
            throw new CodedException(
                    ErrorCode.NAME_INVALID,
                    "an alias of " + namespace + " cannot mean a version of " + found.namespace());
        }
        if (!manifestSha256.isEmpty() && !manifestSha256.equals(found.manifestSha256())) {
            throw new CodedException(
                    ErrorCode.MANIFEST_MISMATCH,
                    found + " has manifest " + found.manifestSha256() + ", not " + manifestSha256);
        }
        versions.open(kind, found).close();
        aliases.set(kind, alias, found);
        events.aliasChanged(kind, alias, found);
        return found;
    }

    /** Tells of every version and alias again, for those who missed it. */
    public void tellAll() {
        for (VersionKind kind : VersionKind.values()) {
            list(kind, "").forEach(events::present);
            aliases(kind).forEach((alias, version) -> events.aliasChanged(kind, alias, version));
        }
    }
}
