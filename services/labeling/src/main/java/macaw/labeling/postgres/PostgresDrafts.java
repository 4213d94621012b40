package macaw.labeling.postgres;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.drafts.Draft;
import macaw.labeling.drafts.DraftContent;
import macaw.labeling.drafts.DraftStore;
import macaw.labeling.tasks.Lease;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Drafts in PostgreSQL. */
public final class PostgresDrafts implements DraftStore {
    private final Database database;

    public PostgresDrafts(Database database) {
        this.database = database;
    }

    @Override
    public void save(
            String namespace, UUID task, @Nullable UUID lease, UUID labeler, Function<Situation, Draft> decision) {
        database.inTransaction(handle -> {
            // waits for a submission that is just being recorded, and lets none begin
            handle.createQuery("select 1 from task where namespace = :namespace and id = :task for key share")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .mapTo(Integer.class)
                    .one();
            Draft draft = decision.apply(situation(handle, namespace, task, lease, labeler));
            return handle.createUpdate("""
                            insert into draft (namespace, task_id, labeler_id, content, saved_at)
                            values (:namespace, :task, :labeler, cast(:content as json), :saved)
                            on conflict (namespace, task_id, labeler_id)
                            do update set content = excluded.content, saved_at = excluded.saved_at""")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .bind("content", draft.content().json())
                    .bind("saved", draft.savedAt())
                    .execute();
        });
    }

    private static Situation situation(Handle handle, String namespace, UUID task, @Nullable UUID lease, UUID labeler) {
        return handle.createQuery("""
                        select exists (select 1 from submission s
                                       where s.namespace = :namespace and s.task_id = :task and s.labeler_id = :labeler
                                         and s.state <> 'SENT_BACK' and not s.adjudication
                                         and s.cause is distinct from 'CONFLICT') as handed_in,
                               (select l.state from lease l
                                where l.namespace = :namespace and l.id = cast(:lease as uuid)
                                  and l.task_id = :task and l.labeler_id = :labeler) as lease""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .bind("lease", lease)
                .map((row, context) -> new Situation(
                        row.getBoolean("handed_in"),
                        Optional.ofNullable(row.getString("lease")).map(Lease.State::valueOf)))
                .one();
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
