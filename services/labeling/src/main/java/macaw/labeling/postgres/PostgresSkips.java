package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.projects.Project;
import macaw.labeling.skips.Skip;
import macaw.labeling.skips.SkipReason;
import macaw.labeling.skips.SkipStore;
import macaw.labeling.skips.SkippedPrompt;
import macaw.labeling.skips.Skipping;
import org.jdbi.v3.core.Handle;

/** Skips in PostgreSQL. */
public final class PostgresSkips implements SkipStore {
    private final Database database;

    public PostgresSkips(Database database) {
        this.database = database;
    }

    @Override
    public Skipping skip(
            String namespace, UUID task, UUID labeler, Instant now, Function<Situation, Skipping> decision) {
        return database.inTransaction(handle -> {
            if (!Places.lock(handle, namespace, task)) {
                throw TaskRows.unknown(task);
            }
            Skipping outcome = decision.apply(
                    new Situation(Places.read(handle, namespace, task), find(handle, namespace, task, labeler)));
            if (outcome instanceof Skipping.Skipped(Skip skip, var ended)) {
                insert(handle, namespace, skip);
                ended.forEach(lease -> Places.save(handle, namespace, lease));
                DraftRows.drop(handle, namespace, task, labeler);
                Places.settle(handle, namespace, task, now);
            }
            return outcome;
        });
    }

    static Optional<Skip> find(Handle handle, String namespace, UUID task, UUID labeler) {
        return handle.createQuery("""
                        select * from skip
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> new Skip(
                        task,
                        labeler,
                        SkipReason.valueOf(row.getString("reason")),
                        row.getString("comment"),
                        row.getTimestamp("skipped_at").toInstant()))
                .findOne();
    }

    private static void insert(Handle handle, String namespace, Skip skip) {
        handle.createUpdate("""
                        insert into skip (namespace, task_id, labeler_id, reason, comment, skipped_at)
                        values (:namespace, :task, :labeler, :reason, :comment, :at)""")
                .bind("namespace", namespace)
                .bind("task", skip.task())
                .bind("labeler", skip.labeler())
                .bind("reason", skip.reason().name())
                .bind("comment", skip.comment())
                .bind("at", skip.skippedAt())
                .execute();
    }

    @Override
    public List<SkippedPrompt> counted(Project project, int offset, int limit) {
        return database.inTransaction(handle -> {
            Map<UUID, SkippedPrompt> prompts = new LinkedHashMap<>();
            handle.createQuery("""
                            with skipped as (
                                select t.id, t.prompt_id, t.position, count(*) as skips from skip k
                                join task t on t.namespace = k.namespace and t.id = k.task_id
                                where k.namespace = :namespace and t.project = :project
                                group by t.id, t.prompt_id, t.position
                                order by skips desc, t.position limit :limit offset :offset)
                            select s.id, s.prompt_id, p.text, k.reason, k.comment from skipped s
                            join skip k on k.namespace = :namespace and k.task_id = s.id
                            join prompt p on p.namespace = :namespace and p.project = :project and p.id = s.prompt_id
                            order by s.skips desc, s.position, k.skipped_at, k.labeler_id""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("limit", limit)
                    .bind("offset", offset)
                    .map((row, context) -> one(row))
                    .forEach(skip -> prompts.merge(skip.task(), skip, PostgresSkips::together));
            return List.copyOf(prompts.values());
        });
    }

    private static SkippedPrompt one(ResultSet row) throws SQLException {
        String comment = row.getString("comment");
        return new SkippedPrompt(
                row.getObject("id", UUID.class),
                row.getString("prompt_id"),
                row.getString("text"),
                Map.of(SkipReason.valueOf(row.getString("reason")), 1),
                comment.isEmpty() ? List.of() : List.of(comment));
    }

    private static SkippedPrompt together(SkippedPrompt earlier, SkippedPrompt later) {
        var reasons = new EnumMap<SkipReason, Integer>(SkipReason.class);
        reasons.putAll(earlier.reasons());
        later.reasons().forEach((reason, count) -> reasons.merge(reason, count, Integer::sum));
        var comments = new ArrayList<>(earlier.comments());
        comments.addAll(later.comments());
        return new SkippedPrompt(earlier.task(), earlier.promptId(), earlier.prompt(), reasons, comments);
    }
}
