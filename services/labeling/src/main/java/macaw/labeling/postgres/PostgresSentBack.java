package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.SentBack;
import macaw.labeling.submissions.SentBackStore;
import macaw.labeling.submissions.Submission;
import org.jdbi.v3.core.Handle;

/** What was sent back, in PostgreSQL. */
public final class PostgresSentBack implements SentBackStore {
    private final Database database;

    public PostgresSentBack(Database database) {
        this.database = database;
    }

    /** A submission's row. */
    private record Found(Submission submission, Optional<Content> text) {}

    @Override
    public Optional<SentBack> find(String namespace, UUID task, UUID labeler) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select * from submission
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and state = 'SENT_BACK' and not adjudication""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> found(row))
                .findOne()
                .map(found -> sentBack(handle, namespace, found)));
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(SubmissionRows.submission(row), SubmissionRows.text(row));
    }

    private static SentBack sentBack(Handle handle, String namespace, Found found) {
        UUID id = found.submission().id();
        Content content = found.text()
                .orElseGet(() -> Objects.requireNonNull(SubmissionRows.comparisons(handle, namespace, List.of(id))
                        .get(id)));
        return new SentBack(found.submission(), content, "");
    }
}
