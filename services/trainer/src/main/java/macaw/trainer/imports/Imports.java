package macaw.trainer.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FolderWriter;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
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
     */
    public record Target(VersionKind kind, String namespace, String name, long number) {
        public Target {
            StorePath.requireSegment(namespace);
            StorePath.requireSegment(name);
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

    /** Publishes a reward model that is not a checkpoint. */
    public PublishedVersion register(Target target, RewardDescription reward) {
        return publish(
                target, directory -> Files.writeString(directory.resolve(RewardDescription.FILE), reward.json()));
    }

    /** Errors: VERSION_CONFLICT when the number was chosen and is taken by something else. */
    PublishedVersion publish(Target target, FolderWriter files) {
        while (true) {
            long number = target.number() > 0
                    ? target.number()
                    : versions.nextNumber(target.kind(), target.namespace(), target.name());
            try {
                PublishedVersion version = versions.publish(
                        target.kind(), target.namespace(), target.name(), number, Provenance.NONE, files);
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
