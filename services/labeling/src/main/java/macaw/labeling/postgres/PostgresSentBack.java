package macaw.labeling.postgres;

import java.util.Optional;
import java.util.UUID;
import macaw.labeling.submissions.SentBack;
import macaw.labeling.submissions.SentBackStore;

/** What was sent back, in PostgreSQL. */
public final class PostgresSentBack implements SentBackStore {
    private final Database database;

    public PostgresSentBack(Database database) {
        this.database = database;
    }

    @Override
    public Optional<SentBack> find(String namespace, UUID task, UUID labeler) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select id from submission
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and state = 'SENT_BACK'""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .mapTo(UUID.class)
                .findOne()
                .flatMap(submission -> WholeRows.find(handle, namespace, submission))
                .map(whole -> new SentBack(
                        whole.submission(),
                        whole.content(),
                        whole.reviewComment().orElse(""))));
    }
}
