package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import org.jdbi.v3.core.Handle;

/** Submissions read with all that belongs to them. */
final class WholeRows {
    private WholeRows() {}

    /** The task of a submission; empty where there is no such submission. */
    static Optional<UUID> taskOf(Handle handle, String namespace, UUID submission) {
        return handle.createQuery("select task_id from submission where namespace = :namespace and id = :id")
                .bind("namespace", namespace)
                .bind("id", submission)
                .mapTo(UUID.class)
                .findOne();
    }

    private record Row(
            Submission submission,
            Labeler labeler,
            boolean closed,
            Optional<Content> text,
            Optional<String> reviewComment) {}

    static Optional<Whole> find(Handle handle, String namespace, UUID submission) {
        return handle.createQuery("""
                        select s.*, l.subject, l.name, l.pseudonym, l.simulated, l.imported,
                               t.closed_at is not null or p.state = 'CLOSED' as closed,
                               (select r.comment from review r
                                where r.namespace = s.namespace and r.submission_id = s.id
                                  and r.action in ('SEND_BACK', 'EXCLUDE', 'COUNT')
                                order by r.id desc limit 1) as review_comment
                        from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join project p on p.namespace = t.namespace and p.name = t.project
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        where s.namespace = :namespace and s.id = :id""")
                .bind("namespace", namespace)
                .bind("id", submission)
                .map((row, context) -> row(row))
                .findOne()
                .map(row -> whole(handle, namespace, row));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                SubmissionRows.submission(row),
                SubmissionRows.labeler(row),
                row.getBoolean("closed"),
                SubmissionRows.text(row),
                Optional.ofNullable(row.getString("review_comment")));
    }

    private static Whole whole(Handle handle, String namespace, Row row) {
        Submission submission = row.submission();
        Content content = row.text()
                .orElseGet(() ->
                        Objects.requireNonNull(SubmissionRows.comparisons(handle, namespace, List.of(submission.id()))
                                .get(submission.id())));
        return new Whole(
                submission,
                TaskRows.read(handle, namespace, submission.task(), submission.terms()),
                row.closed(),
                row.labeler(),
                content,
                row.reviewComment());
    }
}
