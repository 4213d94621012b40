package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.flags.Flag;
import macaw.labeling.flags.FlagKind;
import macaw.labeling.flags.FlagStore;
import macaw.labeling.flags.FlagView;
import macaw.labeling.projects.Project;
import org.jdbi.v3.core.Handle;

/** Flags in PostgreSQL. */
public final class PostgresFlags implements FlagStore {
    private static final String ONE = """
            select f.*, t.project, t.prompt_id from flag f
            join task t on t.namespace = f.namespace and t.id = f.task_id
            where f.namespace = :namespace and f.id = :id""";

    private final Database database;

    public PostgresFlags(Database database) {
        this.database = database;
    }

    @Override
    public Flag add(String namespace, Flag flag) {
        return database.inTransaction(handle -> handle.createQuery("""
                        insert into flag (namespace, id, task_id, labeler_id, kind, comment, flagged_at)
                        values (:namespace, :id, :task, :labeler, :kind, :comment, :at)
                        on conflict (namespace, task_id, labeler_id, kind) where resolved_at is null
                        do update set comment = excluded.comment
                        returning *""")
                .bind("namespace", namespace)
                .bind("id", flag.id())
                .bind("task", flag.task())
                .bind("labeler", flag.labeler())
                .bind("kind", flag.kind().name())
                .bind("comment", flag.comment())
                .bind("at", flag.flaggedAt())
                .map((row, context) -> flag(row))
                .one());
    }

    @Override
    public Flagged get(String namespace, UUID flag) {
        return database.inTransaction(handle -> one(handle, namespace, flag, ""));
    }

    private static Flagged one(Handle handle, String namespace, UUID flag, String lock) {
        return handle.createQuery(ONE + lock)
                .bind("namespace", namespace)
                .bind("id", flag)
                .map((row, context) -> new Flagged(flag(row), row.getString("project"), row.getString("prompt_id")))
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.FLAG_UNKNOWN, "no flag " + flag));
    }

    @Override
    public Flag resolve(String namespace, UUID id, UnaryOperator<Flag> decision) {
        return database.inTransaction(handle -> {
            Flag resolved = decision.apply(
                    one(handle, namespace, id, " for update of f").flag());
            resolved.resolution().ifPresent(resolution -> save(handle, namespace, id, resolution));
            return resolved;
        });
    }

    private static void save(Handle handle, String namespace, UUID id, Flag.Resolution resolution) {
        handle.createUpdate("""
                        update flag set resolution = :action, resolution_comment = :comment,
                                        resolved_by = :by, resolved_at = :at
                        where namespace = :namespace and id = :id""")
                .bind("namespace", namespace)
                .bind("id", id)
                .bind("action", resolution.action().name())
                .bind("comment", resolution.comment())
                .bind("by", resolution.by())
                .bind("at", resolution.at())
                .execute();
    }

    @Override
    public List<FlagView> list(Project project, boolean openOnly, int offset, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select f.*, t.prompt_id, p.text as prompt, l.name, l.pseudonym, l.simulated from flag f
                        join task t on t.namespace = f.namespace and t.id = f.task_id
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        join labeler l on l.namespace = f.namespace and l.id = f.labeler_id
                        where f.namespace = :namespace and t.project = :project
                          and (f.resolved_at is null or not :open)
                        order by f.resolved_at is not null, f.flagged_at desc, f.id limit :limit offset :offset""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("open", openOnly)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> new FlagView(
                        flag(row),
                        row.getString("prompt_id"),
                        row.getString("prompt"),
                        row.getString("name"),
                        row.getString("pseudonym"),
                        row.getBoolean("simulated")))
                .list());
    }

    private static Flag flag(ResultSet row) throws SQLException {
        String resolution = row.getString("resolution");
        return new Flag(
                row.getObject("id", UUID.class),
                row.getObject("task_id", UUID.class),
                row.getObject("labeler_id", UUID.class),
                FlagKind.valueOf(row.getString("kind")),
                row.getString("comment"),
                row.getTimestamp("flagged_at").toInstant(),
                resolution == null
                        ? Optional.empty()
                        : Optional.of(new Flag.Resolution(
                                Flag.Action.valueOf(resolution),
                                row.getString("resolution_comment"),
                                row.getString("resolved_by"),
                                row.getTimestamp("resolved_at").toInstant())));
    }
}
