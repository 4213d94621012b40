package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import macaw.labeling.gold.Gold;
import macaw.labeling.gold.GoldStore;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.tasks.Task;
import org.jdbi.v3.core.Handle;

/** Gold in PostgreSQL. */
public final class PostgresGold implements GoldStore {
    private static final TypeReference<List<List<UUID>>> GROUPS = new TypeReference<>() {};
    private static final TypeReference<List<OutputRating>> RATINGS = new TypeReference<>() {};

    private final Database database;
    private final Restating restating;
    private final InstantSource clock;

    public PostgresGold(Database database, OutboxRows outbox, InstantSource clock) {
        this.database = database;
        this.restating = new Restating(outbox);
        this.clock = clock;
    }

    @Override
    public void put(String namespace, Gold gold, Consumer<Task> check) {
        change(
                namespace,
                gold.task(),
                check,
                true,
                handle -> handle.createUpdate("""
                        insert into gold (namespace, task_id, ranking, ratings, note, created_by, created_at)
                        values (:namespace, :task, cast(:ranking as jsonb), cast(:ratings as jsonb), :note, :by, :at)
                        on conflict (namespace, task_id) do update
                        set ranking = excluded.ranking, ratings = excluded.ratings, note = excluded.note,
                            created_by = excluded.created_by, created_at = excluded.created_at""")
                        .bind("namespace", namespace)
                        .bind("task", gold.task())
                        .bind("ranking", Json.write(gold.ranking().groups()))
                        .bind("ratings", gold.ratings().isEmpty() ? null : Json.write(gold.ratings()))
                        .bind("note", gold.note())
                        .bind("by", gold.createdBy())
                        .bind("at", gold.createdAt())
                        .execute());
    }

    @Override
    public void remove(String namespace, UUID task, Consumer<Task> check) {
        change(
                namespace,
                task,
                check,
                false,
                handle -> handle.createUpdate("delete from gold where namespace = :namespace and task_id = :task")
                        .bind("namespace", namespace)
                        .bind("task", task)
                        .execute());
    }

    private void change(String namespace, UUID task, Consumer<Task> check, boolean isGold, Consumer<Handle> change) {
        database.inTransaction(handle -> {
            if (!Places.lock(handle, namespace, task)) {
                throw TaskRows.unknown(task);
            }
            check.accept(TaskRows.read(handle, namespace, task));
            change.accept(handle);
            boolean changed = handle.createUpdate("""
                            update task set gold = :gold
                            where namespace = :namespace and id = :task and gold <> :gold""")
                            .bind("gold", isGold)
                            .bind("namespace", namespace)
                            .bind("task", task)
                            .execute()
                    > 0;
            if (changed) {
                restating.restate(handle, namespace, task, clock.instant());
            }
            return changed;
        });
    }

    @Override
    public List<Gold> list(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select g.* from gold g
                        join task t on t.namespace = g.namespace and t.id = g.task_id
                        where g.namespace = :namespace and t.project = :project
                        order by g.created_at, g.task_id""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> gold(row))
                .list());
    }

    private static Gold gold(ResultSet row) throws SQLException {
        String ratings = row.getString("ratings");
        return new Gold(
                row.getObject("task_id", UUID.class),
                ranking(row.getString("ranking")),
                ratings == null ? List.of() : Json.read(ratings, RATINGS),
                row.getString("note"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant());
    }

    static Ranking ranking(String groups) {
        return new Ranking(Json.read(groups, GROUPS));
    }
}
