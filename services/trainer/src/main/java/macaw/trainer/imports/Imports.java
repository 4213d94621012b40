package macaw.trainer.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FolderWriter;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.trainer.publishing.VersionEvents;

/** Takes versions in that no run made. */
public final class Imports {
    private final Versions versions;
    private final VersionEvents events;
    private final Path workDirectory;
    private final long maxBytes;

    /**
     * Takes versions into this store.
     *
     * @param workDirectory where files are gathered and checked before they are published; what a dead process left is removed
     * @param maxBytes the largest checkpoint that is taken
     */
    public Imports(ArtefactStore store, VersionEvents events, Path workDirectory, long maxBytes) {
        this.versions = new Versions(store);
        this.events = events;
        this.workDirectory = workDirectory;
        this.maxBytes = maxBytes;
    }

    /**
     * What an import becomes.
     *
     * @param number the version's number; 0 for the next that is free
     * @param base what adapters are merged into, where it does not come with them
     */
    public record Target(VersionKind kind, String namespace, String name, long number, Optional<VersionName> base) {
        public Target {
            StorePath.requireSegment(namespace);
            StorePath.requireSegment(name);
        }

        /** The next free number of a name, without a base. */
        public static Target next(VersionKind kind, String namespace, String name) {
            return new Target(kind, namespace, name, 0, Optional.empty());
        }
    }

    /** Begins to take a checkpoint in, file by file. */
    public CheckpointImport begin(Target target) {
        try {
            Files.createDirectories(workDirectory);
            return new CheckpointImport(this, target, Files.createTempDirectory(workDirectory, "import-"), maxBytes);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, "an import cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * A base that is in the store already: a policy, or for a reward model's adapters one of either kind. Errors: POLICY_UNKNOWN,
     * REQUEST_INVALID when a policy and a reward model have that name.
     */
    Base base(VersionKind kind, VersionName name) {
        boolean reward = kind == VersionKind.REWARD && is(VersionKind.REWARD, ErrorCode.REWARD_UNKNOWN, name);
        if (reward && is(VersionKind.POLICY, ErrorCode.POLICY_UNKNOWN, name)) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    name + " is the name of a policy and of a reward model: give the base an alias that only it has");
        }
        VersionKind found = reward ? VersionKind.REWARD : VersionKind.POLICY;
        VersionRef version = versions.resolve(found, name);
        return new Base(version, versions.open(found, version));
    }

    private boolean is(VersionKind kind, ErrorCode unknown, VersionName name) {
        try {
            versions.resolve(kind, name);
            return true;
        } catch (CodedException e) {
            if (e.code() != unknown) {
                throw e;
            }
            return false;
        }
    }

    /** A version that adapters are merged into, and its files. */
    record Base(VersionRef version, LocalCopy files) {}

    /** Publishes a reward model that is not a checkpoint. */
    public PublishedVersion register(Target target, RewardDescription reward) {
        return publish(
                target,
                Provenance.NONE,
                directory -> Files.writeString(directory.resolve(RewardDescription.FILE), reward.json()));
    }

    /** Errors: VERSION_CONFLICT when the number was chosen and is taken by something else. */
    PublishedVersion publish(Target target, Provenance provenance, FolderWriter files) {
        while (true) {
            long number = target.number() > 0
                    ? target.number()
                    : versions.nextNumber(target.kind(), target.namespace(), target.name());
            try {
                PublishedVersion version =
                        versions.publish(target.kind(), target.namespace(), target.name(), number, provenance, files);
                events.published(version);
                return version;
            } catch (CodedException e) {
                if (target.number() > 0 || e.code() != ErrorCode.VERSION_CONFLICT) {
                    throw e;
                }
                // somebody took the free number; the next one is ours to try
            }
        }
    }
}
