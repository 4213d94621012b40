package macaw.labeling.submissions;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.gold.Standing;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.tasks.LeasePolicy;
import macaw.labeling.tasks.ShownOrder;
import macaw.labeling.texts.Names;

/** Where labelers hand their work in, and operators take it back. */
public final class SubmissionDesk {
    private final SubmissionStore store;
    private final LeasePolicy policy;
    private final Supplier<UUID> ids;
    private final InstantSource clock;
    private final Consumer<TaskKind> recorded;
    private final Consumer<Submission> afterwards;

    /**
     * @param recorded told of each new submission
     * @param afterwards told of each new submission too, once it is there for others to see
     */
    public SubmissionDesk(
            SubmissionStore store,
            LeasePolicy policy,
            Supplier<UUID> ids,
            InstantSource clock,
            Consumer<TaskKind> recorded,
            Consumer<Submission> afterwards) {
        this.store = store;
        this.policy = policy;
        this.ids = ids;
        this.clock = clock;
        this.recorded = recorded;
        this.afterwards = afterwards;
    }

    /**
     * Work as it is handed in.
     *
     * @param task the task
     * @param lease under which it was done
     * @param idempotencyKey chosen by the sender
     * @param content what it says
     * @param comment the labeler's own; may be empty
     * @param durationMillis time spent, not negative
     */
    public record HandedIn(
            UUID task, UUID lease, String idempotencyKey, Content content, String comment, int durationMillis) {
        public HandedIn {
            Names.idempotencyKey(idempotencyKey);
            if (durationMillis < 0) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "duration must not be negative, was " + durationMillis + " ms");
            }
        }
    }

    /**
     * Records the work, all of it or nothing. The same key with the same content is the same submission, whatever became of the lease and of
     * the submission since. SUBMISSION_CONFLICT with other content, or where the labeler has submitted to the task under another key: then
     * both are kept. TASK_UNKNOWN, LEASE_LOST, and what {@link Content#checkAnswers} refuses.
     */
    public Submission submit(String namespace, UUID labeler, HandedIn work) {
        Instant now = now();
        Submitting outcome = store.submit(
                namespace,
                work.task(),
                work.lease(),
                labeler,
                work.idempotencyKey(),
                now,
                situation -> decide(situation, work, now));
        return switch (outcome) {
            case Submitting.AlreadyThere(Submission submission) -> submission;
            case Submitting.Recorded(Submission submission, Content content, var announcement) -> {
                recorded.accept(content.kind());
                afterwards.accept(submission);
                yield submission;
            }
            case Submitting.Conflicting(var kept, String message) ->
                throw new CodedException(ErrorCode.SUBMISSION_CONFLICT, message);
        };
    }

    private Submitting decide(SubmissionStore.Situation situation, HandedIn work, Instant now) {
        String fingerprint = work.content().fingerprint();
        Optional<SubmissionStore.Keyed> sameKey = situation.sameKey();
        if (sameKey.isPresent() && sameKey.get().isSame(work.task(), fingerprint)) {
            return new Submitting.AlreadyThere(sameKey.get().submission());
        }
        work.content().checkAnswers(situation.task());
        UUID labeler = situation.labeler().id();
        policy.checkOwn(situation.occupancy(), work.lease(), labeler);
        if (sameKey.isPresent() || situation.occupancy().submitters().contains(labeler)) {
            var conflict =
                    submission(situation, work, new Standing(SubmissionState.EXCLUDED, ExclusionCause.CONFLICT), now);
            return new Submitting.Conflicting(
                    Conflict.unlessKept(conflict, work.content(), situation.conflicts()),
                    sameKey.isPresent()
                            ? "idempotency key \"" + work.idempotencyKey() + "\" came with other content before"
                            : "task " + work.task() + " has a submission of this labeler already");
        }
        Standing standing = situation.trial().of(policy.admit(situation.occupancy(), work.lease(), labeler, now));
        Submission submission = submission(situation, work, standing, now);
        Optional<Announcement> announcement = submission.state() == SubmissionState.COUNTING
                ? Announcement.of(LabelRecord.of(situation.task(), submission, work.content(), situation.labeler()))
                : Optional.empty();
        return new Submitting.Recorded(submission, work.content(), announcement);
    }

    private Submission submission(SubmissionStore.Situation situation, HandedIn work, Standing standing, Instant now) {
        UUID labeler = situation.labeler().id();
        return new Submission(
                situation.task().project().namespace(),
                ids.get(),
                work.task(),
                labeler,
                work.lease(),
                work.idempotencyKey(),
                work.content().fingerprint(),
                ShownOrder.of(work.task(), labeler, situation.task().outputs()).stream()
                        .map(Output::id)
                        .toList(),
                work.durationMillis(),
                now,
                situation.task().terms(),
                work.comment(),
                false,
                standing.state(),
                standing.cause(),
                1);
    }

    /** Takes a submission back; once is enough, so a second time changes nothing. SUBMISSION_UNKNOWN; TEXT_EMPTY without a reason. */
    public Submission withdraw(String namespace, UUID submission, Withdrawal withdrawal) {
        return store.withdraw(namespace, submission, withdrawal, now(), SubmissionDesk::decideWithdrawal);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static Withdrawing decideWithdrawal(SubmissionStore.RecordedLabel label) {
        Submission before = label.submission();
        return switch (before.state()) {
            case WITHDRAWN -> new Withdrawing(before, Optional.empty());
            case SURPLUS, SENT_BACK, EXCLUDED -> new Withdrawing(before.withdrawn(), Optional.empty());
            case COUNTING -> {
                Submission after = before.withdrawn();
                yield new Withdrawing(
                        after,
                        Announcement.tombstone(
                                after.namespace(), label.kind(), after.id().toString(), after.revision()));
            }
        };
    }
}
