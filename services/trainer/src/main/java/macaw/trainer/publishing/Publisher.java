package macaw.trainer.publishing;

import java.util.Optional;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.Manifest;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.Checkpoint;

/** Publishes versions from checkpoints. */
public final class Publisher {
    private final Versions versions;
    private final Epochs epochs;
    private final VersionEvents events;

    /** Publishes into this store. */
    public Publisher(ArtefactStore store, VersionEvents events) {
        this.versions = new Versions(store);
        this.epochs = new Epochs(store);
        this.events = events;
    }

    /** What a version is called. */
    public record Target(VersionKind kind, String namespace, String name, long number) {}

    /**
     * Publishes a checkpoint's model under a number and tells it. A version that is there with the same files, of the same
     * iteration of the same run, is this one: an earlier writer of the run got so far and was killed.
     *
     * @throws CodedException VERSION_CONFLICT when the number is taken by something else; EPOCH_SUPERSEDED
     */
    public PublishedVersion publish(String run, long epoch, Checkpoint checkpoint, Target target) {
        Provenance provenance = checkpoint.content().manifest().provenance();
        Optional<PublishedVersion> there =
                versions.find(target.kind(), target.namespace(), target.name(), target.number());
        PublishedVersion version = there.map(present -> requireSame(present, checkpoint, target))
                .orElseGet(() -> versions.publish(
                        target.kind(), target.namespace(), target.name(), target.number(), provenance, directory -> {
                            ModelFiles.linkOrCopy(checkpoint.model(), directory, checkpoint.modelFiles());
                            epochs.requireCurrent(target.namespace(), run, epoch);
                        }));
        events.published(version);
        return version;
    }

    private static PublishedVersion requireSame(PublishedVersion there, Checkpoint checkpoint, Target target) {
        Manifest manifest = there.content().manifest();
        Provenance provenance = checkpoint.content().manifest().provenance();
        boolean same = manifest.files().equals(checkpoint.modelFiles())
                && manifest.provenance().run().equals(provenance.run())
                && manifest.provenance().iteration() == provenance.iteration();
        if (!same) {
            throw new CodedException(
                    ErrorCode.VERSION_CONFLICT,
                    target.name() + "@" + target.number() + " is there already: iteration "
                            + manifest.provenance().iteration() + " of run '"
                            + manifest.provenance().run() + "', this would be iteration " + provenance.iteration()
                            + " of run '" + provenance.run() + "'");
        }
        return there;
    }

    /** The version of that number. Errors: VERSION_UNKNOWN. */
    public VersionRef published(Target target) {
        return versions.find(target.kind(), target.namespace(), target.name(), target.number())
                .map(PublishedVersion::ref)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.VERSION_UNKNOWN, "no version " + target.name() + "@" + target.number()));
    }

    /** The number after the highest of a name. */
    public long nextNumber(VersionKind kind, String namespace, String name) {
        return versions.nextNumber(kind, namespace, name);
    }
}
