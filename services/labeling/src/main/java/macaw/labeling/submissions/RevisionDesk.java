package macaw.labeling.submissions;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Terms;
import macaw.labeling.tasks.ShownOrder;
import macaw.labeling.tasks.Task;
import macaw.labeling.texts.Names;

/** Where labelers look at their own work, and change it until its task is closed. */
public final class RevisionDesk {
    private final RevisionStore store;
    private final Supplier<UUID> ids;
    private final InstantSource clock;
    private final Consumer<Submission> afterwards;

    /** @param afterwards told of each revision, once it is there for others to see */
    public RevisionDesk(RevisionStore store, Supplier<UUID> ids, InstantSource clock, Consumer<Submission> afterwards) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    /**
     * Changed work as it is handed in.
     *
     * @param submission which
     * @param basedOn the revision that the labeler had before them, from 1
     * @param idempotencyKey chosen by the sender
     * @param content what it says now
     * @param comment the labeler's own; may be empty
     * @param durationMillis time spent on the change, not negative
     */
    public record Revision(
            UUID submission, long basedOn, String idempotencyKey, Content content, String comment, int durationMillis) {
        public Revision {
            Names.idempotencyKey(idempotencyKey);
            if (basedOn < 1) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "basedOn must be the revision that is changed, was " + basedOn);
            }
            if (durationMillis < 0) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "duration must not be negative, was " + durationMillis + " ms");
            }
        }
    }

    /**
     * A labeler's own submission.
     *
     * @param submission the submission
     * @param task its task as it was shown
     * @param shown the task's outputs in the order that this labeler sees
     * @param content what it says
     * @param reviewComment what a reviewer said of it last
     * @param editable whether a revision is accepted now
     */
    public record Mine(
            Submission submission,
            Task task,
            List<Output> shown,
            Content content,
            Optional<String> reviewComment,
            boolean editable) {}

    /**
     * Records other content and keeps the earlier one. The same key with the same content is the same revision, however often it is sent;
     * with other content SUBMISSION_CONFLICT, and both are kept. SUBMISSION_UNKNOWN where it is not the labeler's, TASK_CLOSED,
     * SUBMISSION_STATE_CONFLICT, SUBMISSION_CONFLICT where it was changed since, and what {@link Content#checkAnswers} refuses.
     */
    public Submission revise(String namespace, UUID labeler, Revision revision) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Revising outcome = store.revise(
                namespace,
                revision.submission(),
                labeler,
                revision.idempotencyKey(),
                now,
                situation -> decide(situation, labeler, revision, now));
        return switch (outcome) {
            case Revising.AlreadyThere(Submission submission) -> submission;
            case Revising.Recorded(Change change, var content, var announcement) -> {
                afterwards.accept(change.after());
                yield change.after();
            }
            case Revising.Conflicting(var kept, String message) ->
                throw new CodedException(ErrorCode.SUBMISSION_CONFLICT, message);
        };
    }

    private Revising decide(RevisionStore.Situation situation, UUID labeler, Revision revision, Instant now) {
        RevisionStore.Whole whole = situation.whole();
        Submission before = whole.submission();
        checkOwn(whole, labeler);
        String fingerprint = revision.content().fingerprint();
        Optional<SubmissionStore.Keyed> sameKey = situation.sameKey();
        if (sameKey.isPresent()
                && sameKey.get().submission().id().equals(before.id())
                && sameKey.get().isSame(before.task(), fingerprint)) {
            return new Revising.AlreadyThere(before);
        }
        revision.content().checkAnswers(whole.task());
        if (sameKey.isPresent()) {
            return new Revising.Conflicting(
                    Conflict.unlessKept(conflict(before, revision, now), revision.content(), situation.conflicts()),
                    "idempotency key \"" + revision.idempotencyKey() + "\" came with other content before");
        }
        if (whole.closed()) {
            throw new CodedException(ErrorCode.TASK_CLOSED, "task " + before.task() + " is closed");
        }
        if (!isRevisable(before)) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_STATE_CONFLICT,
                    "submission " + before.id() + " is " + words(before) + " and cannot be changed");
        }
        if (revision.basedOn() != before.revision()) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT,
                    "submission " + before.id() + " is at revision " + before.revision() + " by now, basedOn was "
                            + revision.basedOn());
        }
        boolean hasPlace = before.state() == SubmissionState.COUNTING
                || situation.occupancy().hasPlaceFor(labeler, now);
        Submission after = before.revised(
                fingerprint,
                revision.durationMillis(),
                revision.comment(),
                terms(situation, labeler),
                situation.trial().of(hasPlace ? SubmissionState.COUNTING : SubmissionState.SURPLUS));
        var change = new Change(before, after);
        return new Revising.Recorded(
                change, revision.content(), change.news(whole.task(), revision.content(), whole.labeler()));
    }

    /** Those of the lease under which sent-back work was handed out again; else those of the submission. The form is the same in both. */
    private static Terms terms(RevisionStore.Situation situation, UUID labeler) {
        return situation
                .occupancy()
                .leaseOf(labeler)
                .orElse(situation.whole().submission().terms());
    }

    private Submission conflict(Submission before, Revision revision, Instant now) {
        return new Submission(
                before.namespace(),
                ids.get(),
                before.task(),
                before.labeler(),
                before.lease(),
                revision.idempotencyKey(),
                revision.content().fingerprint(),
                before.shownOrder(),
                revision.durationMillis(),
                now,
                before.terms(),
                revision.comment(),
                false,
                SubmissionState.EXCLUDED,
                ExclusionCause.CONFLICT,
                1);
    }

    /** The labeler's own submission; SUBMISSION_UNKNOWN where there is none of that id or it is somebody else's. */
    public Mine mine(String namespace, UUID submission, UUID labeler) {
        RevisionStore.Whole whole = store.find(namespace, submission).orElseThrow(() -> unknown(submission));
        checkOwn(whole, labeler);
        return mine(whole);
    }

    private static Mine mine(RevisionStore.Whole whole) {
        Submission submission = whole.submission();
        return new Mine(
                submission,
                whole.task(),
                ShownOrder.of(
                        submission.task(), submission.labeler(), whole.task().outputs()),
                whole.content(),
                whole.reviewComment(),
                !whole.closed() && isRevisable(submission));
    }

    private static void checkOwn(RevisionStore.Whole whole, UUID labeler) {
        if (!whole.submission().labeler().equals(labeler) || whole.submission().adjudication()) {
            throw unknown(whole.submission().id());
        }
    }

    /** Answers to gold tasks and those of labelers who are tried can be changed like any other. */
    private static boolean isRevisable(Submission submission) {
        return switch (submission.state()) {
            case COUNTING, SENT_BACK, SURPLUS -> true;
            case EXCLUDED -> submission.standing().isTried();
            case WITHDRAWN -> false;
        };
    }

    private static String words(Submission submission) {
        return submission.state().name().toLowerCase(Locale.ROOT);
    }

    private static CodedException unknown(UUID submission) {
        return new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission " + submission);
    }
}
