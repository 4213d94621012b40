package macaw.artefacts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import macaw.records.VersionRef;

/**
 * Which versions may be deleted: a decision about values, carried out elsewhere.
 *
 * @param keepLast versions kept of each name, whatever else is so; at least 1
 */
public record Retention(int keepLast) {
    /** Refuses to keep nothing. */
    public Retention {
        if (keepLast < 1) {
            throw new IllegalArgumentException("keepLast must be >= 1, was " + keepLast);
        }
    }

    /**
     * What holds a version.
     *
     * @param aliased an alias means it
     * @param finished a run ended with it
     * @param namedByLiveRuns a run that has not ended reads it, or asked for rollouts of it
     */
    public record Holds(Set<VersionRef> aliased, Set<VersionRef> finished, Set<VersionRef> namedByLiveRuns) {}

    /**
     * The versions that nothing holds, in the given order. A version in another's lineage is held by that one as long as that
     * one stays.
     */
    public List<PublishedVersion> removable(Collection<PublishedVersion> versions, Holds holds) {
        Set<VersionRef> kept = new HashSet<>(holds.aliased());
        kept.addAll(holds.finished());
        kept.addAll(holds.namedByLiveRuns());
        kept.addAll(lastOfEachName(versions));
        Map<VersionRef, PublishedVersion> byRef = new HashMap<>();
        versions.forEach(version -> byRef.put(version.ref(), version));
        List<VersionRef> frontier = List.copyOf(kept);
        while (!frontier.isEmpty()) {
            frontier = frontier.stream()
                    .flatMap(ref -> Optional.ofNullable(byRef.get(ref)).stream())
                    .flatMap(version -> version.provenance().parents().stream())
                    .filter(kept::add)
                    .toList();
        }
        return versions.stream()
                .filter(version -> !kept.contains(version.ref()))
                .toList();
    }

    private Set<VersionRef> lastOfEachName(Collection<PublishedVersion> versions) {
        record Name(VersionKind kind, String namespace, String name) {}
        Map<Name, List<PublishedVersion>> byName = new HashMap<>();
        for (PublishedVersion version : versions) {
            Name name = new Name(
                    version.kind(), version.ref().namespace(), version.ref().name());
            byName.computeIfAbsent(name, unseen -> new ArrayList<>()).add(version);
        }
        Set<VersionRef> last = new HashSet<>();
        for (List<PublishedVersion> ofName : byName.values()) {
            ofName.stream()
                    .map(PublishedVersion::ref)
                    .sorted(Comparator.comparingLong(VersionRef::number).reversed())
                    .limit(keepLast)
                    .forEach(last::add);
        }
        return last;
    }
}
