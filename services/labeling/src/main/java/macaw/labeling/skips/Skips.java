package macaw.labeling.skips;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Lease;

/** Passing tasks over. */
public final class Skips {
    private final SkipStore store;
    private final InstantSource clock;

    public Skips(SkipStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Ends the labeler's lease, frees its place, and keeps the task from this labeler for ever; a second time changes nothing. Work that was sent back
     * may be passed over: its place stays kept until a lead excludes it. TASK_UNKNOWN; LEASE_LOST where the lease is not the labeler's;
     * SUBMISSION_CONFLICT where the work is handed in; TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID of the comment.
     */
    public Skip skip(String namespace, UUID task, UUID lease, UUID labeler, SkipReason reason, String comment) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var skip = new Skip(task, labeler, reason, comment, now);
        return switch (store.skip(namespace, task, labeler, now, situation -> decide(situation, skip, lease))) {
            case Skipping.AlreadySkipped(Skip before) -> before;
            case Skipping.Skipped(Skip recorded, var ended) -> recorded;
        };
    }

    static Skipping decide(SkipStore.Situation situation, Skip skip, UUID lease) {
        List<Lease> own = situation.occupancy().leases().stream()
                .filter(known -> known.labeler().equals(skip.labeler()))
                .toList();
        if (own.stream().noneMatch(known -> known.id().equals(lease))) {
            throw new CodedException(
                    ErrorCode.LEASE_LOST, "lease " + lease + " of task " + skip.task() + " is not this labeler's");
        }
        if (situation.before().isPresent()) {
            return new Skipping.AlreadySkipped(situation.before().get());
        }
        boolean handedIn = situation.occupancy().submitters().contains(skip.labeler())
                && !situation.occupancy().sentBack().contains(skip.labeler());
        if (handedIn) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT, "task " + skip.task() + " has a submission of this labeler already");
        }
        // the page may be old, and a newer lease of the same labeler hold the place
        return new Skipping.Skipped(
                skip,
                own.stream()
                        .filter(held -> held.state() == Lease.State.HELD)
                        .map(Lease::expired)
                        .toList());
    }

    /** What leads look at: a project's prompts that were passed over, the most often first. */
    public List<SkippedPrompt> counted(Project project, int offset, int limit) {
        return store.counted(project, offset, limit);
    }
}
