package macaw.labeling.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Change;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Revising;
import macaw.labeling.submissions.RevisionStore;
import macaw.labeling.submissions.Submission;
import org.jdbi.v3.core.Handle;

/** Revisions in PostgreSQL, with their outbox entries. */
public final class PostgresRevisions implements RevisionStore {
    private final Database database;
    private final OutboxRows outbox;

    public PostgresRevisions(Database database, OutboxRows outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public Revising revise(
            String namespace,
            UUID submission,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Revising> decision) {
        return Database.againOnceIfTaken(() -> database.inTransaction(
                handle -> revise(handle, namespace, submission, labeler, idempotencyKey, now, decision)));
    }

    private Revising revise(
            Handle handle,
            String namespace,
            UUID submission,
            UUID labeler,
            String idempotencyKey,
            Instant now,
            Function<Situation, Revising> decision) {
        UUID task = WholeRows.taskOf(handle, namespace, submission)
                .orElseThrow(() -> new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission " + submission));
        Places.lock(handle, namespace, task);
        PostgresLabelers.working(handle, namespace, labeler);
        Whole whole = WholeRows.find(handle, namespace, submission).orElseThrow();
        Revising outcome = decision.apply(new Situation(
                whole,
                Places.read(handle, namespace, task),
                TrialRows.trial(handle, namespace, task, labeler),
                SubmissionKeys.find(handle, namespace, labeler, idempotencyKey),
                SubmissionKeys.conflicts(handle, namespace, task, labeler)));
        switch (outcome) {
            case Revising.AlreadyThere there -> {}
            case Revising.Recorded(Change change, Content content, var announcement) -> {
                keep(handle, change.before(), whole.content(), now);
                save(handle, change.after(), content, now);
                SubmissionKeys.add(handle, change.after(), idempotencyKey);
                PostgresSubmissions.useLeases(handle, change.after());
                DraftRows.drop(handle, namespace, task, labeler);
                announcement.ifPresent(news -> outbox.add(handle, news));
                Places.settle(handle, namespace, task, now);
            }
            case Revising.Conflicting(var kept, String message) ->
                kept.ifPresent(conflict -> SubmissionRows.insert(handle, conflict.submission(), conflict.content()));
        }
        return outcome;
    }

    private static void keep(Handle handle, Submission before, Content content, Instant now) {
        handle.createUpdate("""
                        insert into submission_revision
                            (namespace, submission_id, revision, content, fingerprint, comment, state, cause,
                             duration_millis, guidelines_version, form_version, recorded_at, replaced_at)
                        select namespace, id, revision, cast(:content as jsonb), fingerprint, comment, state, cause,
                               duration_millis, guidelines_version, form_version,
                               coalesce(revised_at, submitted_at), :now
                        from submission where namespace = :namespace and id = :id""")
                .bind("namespace", before.namespace())
                .bind("id", before.id())
                .bind("content", ContentJson.write(content))
                .bind("now", now)
                .execute();
    }

    private static void save(Handle handle, Submission after, Content content, Instant now) {
        SubmissionRows.saveState(handle, after);
        var update = handle.createUpdate("""
                        update submission set fingerprint = :fingerprint, comment = :comment, duration_millis = :duration,
                                              guidelines_version = :guidelines, form_version = :form, revised_at = :now,
                                              response = :response, style = :style, examples = cast(:examples as jsonb)
                        where namespace = :namespace and id = :id""")
                .bind("namespace", after.namespace())
                .bind("id", after.id())
                .bind("fingerprint", after.fingerprint())
                .bind("comment", after.comment())
                .bind("duration", after.durationMillis())
                .bind("guidelines", after.terms().guidelinesVersion())
                .bind("form", after.terms().form())
                .bind("now", now);
        SubmissionRows.bindText(update, content).execute();
        if (content instanceof Content.Comparison(List<OutputRating> ratings, Ranking ranking)) {
            handle.createUpdate("delete from judgement where namespace = :namespace and submission_id = :id")
                    .bind("namespace", after.namespace())
                    .bind("id", after.id())
                    .execute();
            SubmissionRows.insertJudgements(handle, after, ratings, ranking);
        }
    }

    @Override
    public Optional<Whole> find(String namespace, UUID submission) {
        return database.inTransaction(handle -> WholeRows.find(handle, namespace, submission));
    }
}
