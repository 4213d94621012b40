package macaw.trainer.publishing;

import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.records.VersionRef;

/** Tells the other services; durable when it returns. Errors: BROKER_UNAVAILABLE, and the same call succeeds later. */
public interface VersionEvents {
    /** A version has just come into the store. Telling it twice does no harm. */
    void published(PublishedVersion version);

    /** A version is in the store since some earlier time; told without that time, so that nobody takes it for new. */
    void present(PublishedVersion version);

    /** An alias means that version now. */
    void aliasChanged(VersionKind kind, String alias, VersionRef version);
}
