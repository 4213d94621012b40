package macaw.labeling.review;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outbox.Announcement;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.snapshots.LabelRecord;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.ShownOrder;
import macaw.labeling.tasks.Task;
import macaw.labeling.texts.Texts;

/** Where leads decide about submissions and tasks. */
public final class ReviewDesk {
    private static final int FEWEST_TO_RANK = 2;

    private final ReviewStore store;
    private final Supplier<UUID> ids;
    private final InstantSource clock;

    public ReviewDesk(ReviewStore store, Supplier<UUID> ids, InstantSource clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Decides about a submission; the same decision with the same comment again changes nothing. SUBMISSION_UNKNOWN, TASK_CLOSED, TASK_FULL,
     * SUBMISSION_STATE_CONFLICT; TEXT_EMPTY where work is sent back or excluded without a comment.
     *
     * @param reviewer who to access control
     */
    public Submission review(String namespace, UUID submission, Verdict verdict, String comment, String reviewer) {
        switch (verdict) {
            case SEND_BACK, EXCLUDE -> Texts.comment("comment", comment);
            case COUNT -> Texts.optional("comment", comment, Texts.MAX_COMMENT);
        }
        Instant now = now();
        return store.review(
                namespace,
                submission,
                new ReviewStore.Statement(ReviewEntry.Action.of(verdict), reviewer, comment, now),
                (whole, occupancy) -> ReviewPolicy.decide(whole, occupancy, verdict, comment, now));
    }

    /** The lead's own judgement of a task. */
    public record Judgement(UUID task, Content content, String comment, int durationMillis) {
        public Judgement {
            Texts.optional("comment", comment, Texts.MAX_COMMENT);
            if (durationMillis < 0) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "duration must not be negative, was " + durationMillis + " ms");
            }
        }
    }

    /**
     * Records the lead's own judgement, which counts beside those of labelers and closes the task. An earlier one counts no more; the same one
     * again changes nothing. TASK_UNKNOWN, TASK_CLOSED, and what {@link Content#checkAnswers} refuses.
     *
     * @param judge the lead
     */
    public Submission adjudicate(String namespace, Judgement judgement, Labeler judge) {
        Instant now = now();
        var statement =
                new ReviewStore.Statement(ReviewEntry.Action.ADJUDICATE, judge.subject(), judgement.comment(), now);
        TaskChange outcome = store.decide(
                namespace,
                judgement.task(),
                Optional.of(judge.id()),
                statement,
                situation -> adjudication(situation, judgement, now));
        return switch (outcome) {
            case TaskChange.AlreadyJudged(Submission adjudication) -> adjudication;
            case TaskChange.Adjudicated adjudicated -> adjudicated.adjudication();
            case TaskChange.None none -> throw new IllegalStateException("an adjudication changed nothing");
            case TaskChange.Closed closed -> throw new IllegalStateException("an adjudication only closed its task");
            case TaskChange.Reopened reopened -> throw new IllegalStateException("an adjudication opened its task");
        };
    }

    private TaskChange adjudication(ReviewStore.TaskSituation situation, Judgement judgement, Instant now) {
        Task task = situation.task();
        Labeler judge = situation.labeler().orElseThrow();
        String fingerprint = judgement.content().fingerprint();
        Optional<Whole> earlier = situation.adjudication();
        if (earlier.map(Whole::submission)
                .filter(said ->
                        said.labeler().equals(judge.id()) && said.fingerprint().equals(fingerprint))
                .isPresent()) {
            return new TaskChange.AlreadyJudged(earlier.get().submission());
        }
        checkOpen(situation);
        judgement.content().checkAnswers(task);
        if (judgement.content() instanceof Content.Comparison && task.outputs().size() < FEWEST_TO_RANK) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "task " + task.id() + " has no outputs that could be compared yet");
        }
        UUID id = ids.get();
        var submission = new Submission(
                task.project().namespace(),
                id,
                task.id(),
                judge.id(),
                ids.get(),
                "adjudication-" + id,
                fingerprint,
                ShownOrder.of(task.id(), judge.id(), task.outputs()).stream()
                        .map(Output::id)
                        .toList(),
                judgement.durationMillis(),
                now,
                task.terms(),
                judgement.comment(),
                true,
                SubmissionState.COUNTING,
                null,
                1);
        return new TaskChange.Adjudicated(
                submission,
                judgement.content(),
                Announcement.of(LabelRecord.of(task, submission, judgement.content(), judge)),
                earlier.map(ReviewDesk::replaced));
    }

    private static TaskChange.Replaced replaced(Whole earlier) {
        Submission before = earlier.submission();
        var change = new Change(before, before.in(SubmissionState.EXCLUDED, ExclusionCause.REVIEW));
        return new TaskChange.Replaced(change, change.news(earlier.task(), earlier.content(), earlier.labeler()));
    }

    /** Lets nothing of a task be changed any more: no revision, no decision, no new place. Closing it again changes nothing. TASK_UNKNOWN; TEXT_EMPTY. */
    public void close(String namespace, UUID task, String reason, String reviewer) {
        Texts.shortText("reason", reason);
        var statement = new ReviewStore.Statement(ReviewEntry.Action.CLOSE, reviewer, reason, now());
        store.decide(
                namespace,
                task,
                Optional.empty(),
                statement,
                situation -> situation.closed().isPresent() ? new TaskChange.None() : new TaskChange.Closed());
    }

    /** Takes {@link #close} back, or the closing by an adjudication, which goes on counting. TASK_UNKNOWN; TASK_CLOSED where the prompt is withdrawn; TEXT_EMPTY. */
    public void reopen(String namespace, UUID task, String reason, String reviewer) {
        Texts.shortText("reason", reason);
        var statement = new ReviewStore.Statement(ReviewEntry.Action.REOPEN, reviewer, reason, now());
        store.decide(namespace, task, Optional.empty(), statement, situation -> {
            if (situation.withdrawn()) {
                throw new CodedException(
                        ErrorCode.TASK_CLOSED, "the prompt of task " + task + " is withdrawn for good");
            }
            return situation.closed().isPresent() ? new TaskChange.Reopened() : new TaskChange.None();
        });
    }

    private static void checkOpen(ReviewStore.TaskSituation situation) {
        if (situation.closed().isPresent() || situation.task().project().state() == Project.State.CLOSED) {
            throw new CodedException(
                    ErrorCode.TASK_CLOSED, "task " + situation.task().id() + " is closed");
        }
    }

    /** All that a submission ever said, and all that was decided about it; SUBMISSION_UNKNOWN. */
    public History history(String namespace, UUID submission) {
        Whole whole = store.find(namespace, submission)
                .orElseThrow(() -> new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission " + submission));
        return new History(
                whole.submission(),
                whole.labeler(),
                store.versions(namespace, submission),
                store.trail(namespace, whole.submission()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
