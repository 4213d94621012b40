package macaw.artefacts;

import java.nio.charset.StandardCharsets;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * One writer a run. Whoever starts a run's executor claims the next epoch by creating its file; from then on every lower epoch
 * is superseded, so a writer that wakes from a long pause beside its successor is refused.
 */
public final class Epochs {
    private final ArtefactStore store;

    /** The epochs of this store's runs. */
    public Epochs(ArtefactStore store) {
        this.store = store;
    }

    /**
     * Claims the run's next epoch, from 1.
     *
     * @param owner who claims it, for people who look
     */
    public long claim(String namespace, String run, String owner) {
        Journal journal = journal(namespace, run);
        byte[] content = owner.getBytes(StandardCharsets.UTF_8);
        long epoch = journal.latestNumber() + 1;
        while (!journal.append(epoch, content)) {
            epoch++;
        }
        return epoch;
    }

    /** The run's latest epoch; 0 before the first claim. */
    public long latest(String namespace, String run) {
        return journal(namespace, run).latestNumber();
    }

    /** Refuses (EPOCH_SUPERSEDED) an epoch that is not the run's latest. */
    public void requireCurrent(String namespace, String run, long epoch) {
        long latest = latest(namespace, run);
        if (epoch < latest) {
            throw new CodedException(
                    ErrorCode.EPOCH_SUPERSEDED,
                    "run " + run + " has been taken over: its epoch is " + latest + ", this writer's is " + epoch);
        }
    }

    private Journal journal(String namespace, String run) {
        return new Journal(store, StorePath.of(namespace, "runs", run, "epochs"));
    }
}
