package macaw.reward.rewards;

import java.util.List;
import java.util.Map;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** What reward models there are, by name. The store is the one truth; nothing is remembered here. */
public final class RewardCatalogue {
    private final ArtefactStore store;
    private final Versions versions;
    private final Aliases aliases;
    private final RewardShelf shelf;

    /** The reward models of this store. */
    public RewardCatalogue(ArtefactStore store, RewardShelf shelf) {
        this.store = store;
        this.versions = new Versions(store);
        this.aliases = new Aliases(store);
        this.shelf = shelf;
    }

    /**
     * A version as people see it.
     *
     * @param kind "local", "rule" or "remote"
     * @param loaded whether the next score need not wait for it
     * @param aliases that mean it now
     */
    public record Entry(VersionRef version, String kind, boolean loaded, List<String> aliases) {
        /** Copies its list. */
        public Entry {
            aliases = List.copyOf(aliases);
        }
    }

    /** The exact version that a name means now. Errors: REWARD_UNKNOWN. */
    public VersionRef resolve(VersionName name) {
        return versions.resolve(VersionKind.REWARD, name);
    }

    /** Every version of a namespace. */
    public List<Entry> list(String namespace) {
        Map<String, VersionRef> named = aliases.list(VersionKind.REWARD, namespace);
        return versions.names(VersionKind.REWARD, namespace).stream()
                .flatMap(name -> versions.list(VersionKind.REWARD, namespace, name).stream())
                .map(version -> entry(version, named))
                .toList();
    }

    private RewardKind described(PublishedVersion version) {
        try (LocalCopy files = store.local(version.content())) {
            return RewardKind.read(files.directory());
        }
    }

    private Entry entry(PublishedVersion version, Map<String, VersionRef> named) {
        boolean described = version.content().manifest().files().stream()
                .anyMatch(file -> file.name().equals(RewardKind.FILE));
        RewardKind kind = described ? described(version) : new RewardKind.Local();
        return new Entry(
                version.ref(),
                kind.label(),
                shelf.isLoaded(version.ref()),
                named.entrySet().stream()
                        .filter(alias -> alias.getValue().equals(version.ref()))
                        .map(Map.Entry::getKey)
                        .toList());
    }
}
