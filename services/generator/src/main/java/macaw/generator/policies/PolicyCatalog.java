package macaw.generator.policies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import macaw.artefacts.Aliases;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** Which policies there are: the store's word, so that a version can be named as soon as it is sealed. */
public final class PolicyCatalog {
    private final Versions versions;
    private final Aliases aliases;
    private final PolicyPool loaded;

    public PolicyCatalog(Versions versions, Aliases aliases, PolicyPool loaded) {
        this.versions = versions;
        this.aliases = aliases;
        this.loaded = loaded;
    }

    /**
     * A policy that can be asked.
     *
     * @param version exactly, with when it was published and what it was made from
     * @param loaded whether it is in memory now
     * @param aliases those that mean it
     */
    public record Listing(PublishedVersion version, boolean loaded, List<String> aliases) {
        public Listing {
            aliases = List.copyOf(aliases);
        }
    }

    /** The version that a name means now. Errors: POLICY_UNKNOWN, STORE_UNAVAILABLE. */
    public VersionRef resolve(VersionName name) {
        return versions.resolve(VersionKind.POLICY, name);
    }

    /** Every version of a namespace, by name and number. Errors: STORE_UNAVAILABLE. */
    public List<Listing> list(String namespace) {
        Set<VersionRef> here = Set.copyOf(loaded.loaded());
        Map<String, VersionRef> meanings = aliases.list(VersionKind.POLICY, namespace);
        List<Listing> listings = new ArrayList<>();
        for (String name : versions.names(VersionKind.POLICY, namespace)) {
            for (PublishedVersion version : versions.list(VersionKind.POLICY, namespace, name)) {
                List<String> own = meanings.entrySet().stream()
                        .filter(alias -> alias.getValue().equals(version.ref()))
                        .map(Map.Entry::getKey)
                        .toList();
                listings.add(new Listing(version, here.contains(version.ref()), own));
            }
        }
        return listings;
    }
}
