package macaw.artefacts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** Policies and reward models in the store: {@code NAMESPACE/policies/NAME/000042}, {@code NAMESPACE/rewards/NAME/000003}. */
public final class Versions {
    private final ArtefactStore store;
    private final Aliases aliases;

    /** The versions of this store. */
    public Versions(ArtefactStore store) {
        this.store = store;
        this.aliases = new Aliases(store);
    }

    /**
     * Publishes under a number. The same content again is success.
     *
     * @throws CodedException VERSION_CONFLICT when the number is taken by other content
     */
    public PublishedVersion publish(
            VersionKind kind, String namespace, String name, long number, Provenance provenance, FolderWriter writer) {
        if (number < 1) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "a version number must be >= 1, was " + number);
        }
        StorePath folder = PublishedVersion.folder(kind, namespace, name, number);
        return PublishedVersion.of(kind, namespace, name, number, store.seal(folder, provenance, writer));
    }

    /** The version of that number, if it is there. */
    public Optional<PublishedVersion> find(VersionKind kind, String namespace, String name, long number) {
        return store.find(PublishedVersion.folder(kind, namespace, name, number))
                .map(folder -> PublishedVersion.of(kind, namespace, name, number, folder));
    }

    /** The version's files on this machine, verified. Errors: VERSION_UNKNOWN, MANIFEST_MISMATCH. */
    public LocalCopy open(VersionKind kind, VersionRef version) {
        return open(kind, version, file -> true);
    }

    /** Some of the version's files on this machine, verified. Errors: VERSION_UNKNOWN, MANIFEST_MISMATCH. */
    public LocalCopy open(VersionKind kind, VersionRef version, Predicate<String> files) {
        return store.open(
                PublishedVersion.folder(kind, version.namespace(), version.name(), version.number()),
                version.manifestSha256(),
                files);
    }

    /** Names that have versions, sorted. */
    public List<String> names(VersionKind kind, String namespace) {
        return store.list(StorePath.of(namespace, kind.folder()));
    }

    /** Every version of a name, lowest number first; numbers that were begun and never sealed are left out. */
    public List<PublishedVersion> list(VersionKind kind, String namespace, String name) {
        return list(kind, namespace, name, List.of());
    }

    /**
     * The same, those that were read before not read again, because what a version says never changes and a large store has many
     * of them.
     *
     * @param known versions of any kind and name
     */
    public List<PublishedVersion> list(
            VersionKind kind, String namespace, String name, Collection<PublishedVersion> known) {
        Map<StorePath, PublishedVersion> read = new HashMap<>();
        known.forEach(version -> read.put(version.content().folder(), version));
        List<PublishedVersion> versions = new ArrayList<>();
        for (long number : numbers(kind, namespace, name)) {
            Optional.ofNullable(read.get(PublishedVersion.folder(kind, namespace, name, number)))
                    .or(() -> find(kind, namespace, name, number))
                    .ifPresent(versions::add);
        }
        return versions;
    }

    /** The number after the highest that was ever begun. */
    public long nextNumber(VersionKind kind, String namespace, String name) {
        List<Long> numbers = numbers(kind, namespace, name);
        return numbers.isEmpty() ? 1 : numbers.getLast() + 1;
    }

    /**
     * The exact version that a name means now. A bare name is that name's latest version, or else the version of the alias so
     * called; {@code name@alias} is the alias, if it points to a version of that name.
     *
     * @throws CodedException POLICY_UNKNOWN or REWARD_UNKNOWN
     */
    public VersionRef resolve(VersionKind kind, VersionName name) {
        Optional<VersionRef> found = switch (name.selector()) {
            case VersionName.Selector.Latest() ->
                latest(kind, name.namespace(), name.name()).or(() -> aliases.find(kind, name.namespace(), name.name()));
            case VersionName.Selector.Number(long number) ->
                find(kind, name.namespace(), name.name(), number).map(PublishedVersion::ref);
            case VersionName.Selector.Alias(String alias) ->
                aliases.find(kind, name.namespace(), alias)
                        .filter(version -> version.name().equals(name.name()));
        };
        return found.orElseThrow(() -> new CodedException(
                kind == VersionKind.POLICY ? ErrorCode.POLICY_UNKNOWN : ErrorCode.REWARD_UNKNOWN,
                "no version is called " + name));
    }

    private Optional<VersionRef> latest(VersionKind kind, String namespace, String name) {
        for (long number : numbers(kind, namespace, name).reversed()) {
            Optional<PublishedVersion> version = find(kind, namespace, name, number);
            if (version.isPresent()) {
                return version.map(PublishedVersion::ref);
            }
        }
        return Optional.empty();
    }

    private List<Long> numbers(VersionKind kind, String namespace, String name) {
        return store.list(StorePath.of(namespace, kind.folder(), name)).stream()
                .filter(segment -> segment.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::parseLong)
                .sorted()
                .toList();
    }
}
