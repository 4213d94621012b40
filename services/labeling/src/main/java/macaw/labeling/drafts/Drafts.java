package macaw.labeling.drafts;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.tasks.Holders;
import macaw.labeling.tasks.Lease;
import org.jspecify.annotations.Nullable;

/** Keeping what labelers type. The last one saved is the one there is, from whichever page it came. */
public final class Drafts {
    private final DraftStore store;
    private final Holders holders;
    private final InstantSource clock;

    public Drafts(DraftStore store, Holders holders, InstantSource clock) {
        this.store = store;
        this.holders = holders;
        this.clock = clock;
    }

    /**
     * Keeps it. TASK_UNKNOWN; LEASE_LOST where the labeler never had the task, or the lease is not theirs; SUBMISSION_CONFLICT where the work
     * that it is a draft of is handed in: it was on its way when the labeler handed in, and would be shown to them as newer than that.
     *
     * @param lease under which the work is done; null for a draft of a revision
     */
    public Draft save(String namespace, UUID task, @Nullable UUID lease, UUID labeler, DraftContent content) {
        holders.check(namespace, task, labeler);
        var draft = new Draft(content, clock.instant().truncatedTo(ChronoUnit.MICROS));
        store.save(namespace, task, lease, labeler, situation -> {
            if (lease != null) {
                check(situation, task, lease);
            }
            return draft;
        });
        return draft;
    }

    private static void check(DraftStore.Situation situation, UUID task, UUID lease) {
        Lease.State state = situation
                .lease()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.LEASE_LOST, "lease " + lease + " of task " + task + " is not this labeler's"));
        if (situation.handedIn() || state == Lease.State.USED) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT, "task " + task + " has a submission of this labeler already");
        }
    }

    /** The labeler's draft; DRAFT_UNKNOWN where there is none, TASK_UNKNOWN, LEASE_LOST. */
    public Draft get(String namespace, UUID task, UUID labeler) {
        holders.check(namespace, task, labeler);
        return find(namespace, task, labeler)
                .orElseThrow(() -> new CodedException(ErrorCode.DRAFT_UNKNOWN, "no draft of task " + task));
    }

    /** The labeler's draft, if there is one. */
    public Optional<Draft> find(String namespace, UUID task, UUID labeler) {
        return store.find(namespace, task, labeler);
    }

    /** Forgets it; once is enough. TASK_UNKNOWN, LEASE_LOST. */
    public void drop(String namespace, UUID task, UUID labeler) {
        holders.check(namespace, task, labeler);
        store.drop(namespace, task, labeler);
    }
}
