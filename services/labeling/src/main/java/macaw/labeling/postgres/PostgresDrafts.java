package macaw.labeling.postgres;

import java.util.Optional;
import java.util.UUID;
import macaw.labeling.drafts.Draft;
import macaw.labeling.drafts.DraftContent;
import macaw.labeling.drafts.DraftStore;

/** Drafts in PostgreSQL. */
public final class PostgresDrafts implements DraftStore {
    private final Database database;

    public PostgresDrafts(Database database) {
        this.database = database;
    }

    @Override
    public void save(String namespace, UUID task, UUID labeler, Draft draft) {
        database.inTransaction(handle -> handle.createUpdate("""
                        insert into draft (namespace, task_id, labeler_id, content, saved_at)
                        values (:namespace, :task, :labeler, cast(:content as json), :saved)
                        on conflict (namespace, task_id, labeler_id)
                        do update set content = excluded.content, saved_at = excluded.saved_at""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .bind("content", draft.content().json())
                .bind("saved", draft.savedAt())
                .execute());
    }

    @Override
    public Optional<Draft> find(String namespace, UUID task, UUID labeler) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select content, saved_at from draft
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> new Draft(
                        new DraftContent(row.getString("content")),
                        row.getTimestamp("saved_at").toInstant()))
                .findOne());
    }

    @Override
    public void drop(String namespace, UUID task, UUID labeler) {
        database.inTransaction(handle -> {
            DraftRows.drop(handle, namespace, task, labeler);
            return task;
        });
    }
}
