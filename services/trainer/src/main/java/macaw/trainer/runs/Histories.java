package macaw.trainer.runs;

import macaw.artefacts.ArtefactStore;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.history.History;
import org.jspecify.annotations.Nullable;

/**
 * The histories of runs: of the one that was carried out last in memory, where the steps since its last checkpoint are too; of
 * the others in the store.
 */
final class Histories {
    private final ArtefactStore store;
    private final String namespace;
    private volatile @Nullable Recalled latest;

    private record Recalled(String id, History history) {}

    Histories(ArtefactStore store, String namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    /** The run is carried out here and this is its history, which grows. */
    void recalled(String id, History history) {
        latest = new Recalled(id, history);
    }

    /** Somebody else carries the run out: what is known of it is in the store. */
    void leave(String id) {
        Recalled known = latest;
        if (known != null && known.id().equals(id)) {
            latest = null;
        }
    }

    /** What is known of a run; errors: STORE_UNAVAILABLE. */
    History of(String id) {
        Recalled known = latest;
        if (known != null && known.id().equals(id)) {
            return known.history();
        }
        try (Checkpoints checkpoints = new Checkpoints(store, namespace, id)) {
            return checkpoints.latestHistory().orElseGet(History::empty);
        }
    }
}
