package macaw.labeling.postgres;

import java.util.UUID;
import macaw.labeling.tasks.HolderStore;

/** Who had which task, in PostgreSQL; a lease's row stays when the lease has ended. */
public final class PostgresHolders implements HolderStore {
    private final Database database;

    public PostgresHolders(Database database) {
        this.database = database;
    }

    @Override
    public Holding holding(String namespace, UUID task, UUID labeler) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select exists (select 1 from lease l
                                       where l.namespace = t.namespace and l.task_id = t.id and l.labeler_id = :labeler) as had
                        from task t where t.namespace = :namespace and t.id = :task""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> row.getBoolean("had") ? Holding.HAD : Holding.NEVER)
                .findOne()
                .orElse(Holding.NO_TASK));
    }
}
