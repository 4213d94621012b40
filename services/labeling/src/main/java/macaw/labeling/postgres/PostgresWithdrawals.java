package macaw.labeling.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.ReviewStore;
import macaw.labeling.review.WithdrawalStore;
import org.jdbi.v3.core.Handle;

/** Withdrawals in PostgreSQL. */
public final class PostgresWithdrawals implements WithdrawalStore {
    private final Database database;

    public PostgresWithdrawals(Database database) {
        this.database = database;
    }

    @Override
    public UUID markLabeler(String namespace, String pseudonym, String reason, Instant now) {
        return database.inTransaction(handle -> {
            // waits for whatever the labeler hands in at this moment
            UUID labeler = handle.createQuery("""
                            select id from labeler
                            where namespace = :namespace and pseudonym = :pseudonym for update""")
                    .bind("namespace", namespace)
                    .bind("pseudonym", pseudonym)
                    .mapTo(UUID.class)
                    .findOne()
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.LABELER_UNKNOWN,
                            "no labeler \"" + pseudonym + "\" in namespace \"" + namespace + "\""));
            handle.createUpdate("""
                            update labeler set withdrawn_at = :now, withdrawal_reason = :reason
                            where namespace = :namespace and id = :id and withdrawn_at is null""")
                    .bind("namespace", namespace)
                    .bind("id", labeler)
                    .bind("now", now)
                    .bind("reason", reason)
                    .execute();
            return labeler;
        });
    }

    @Override
    public UUID markPrompt(Project project, String prompt, String reason, String by, Instant now) {
        return database.inTransaction(handle -> {
            UUID task = taskOf(handle, project, prompt);
            Places.lock(handle, project.namespace(), task);
            int marked = handle.createUpdate("""
                            update prompt set withdrawn_at = :now, withdrawal_reason = :reason
                            where namespace = :namespace and project = :project and id = :id and withdrawn_at is null""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("id", prompt)
                    .bind("now", now)
                    .bind("reason", reason)
                    .execute();
            if (marked == 1) {
                Places.close(handle, project.namespace(), task, Optional.of(now), now);
                ReviewRows.add(
                        handle,
                        project.namespace(),
                        task,
                        Optional.empty(),
                        new ReviewStore.Statement(ReviewEntry.Action.CLOSE, by, reason, now));
            }
            return task;
        });
    }

    private static UUID taskOf(Handle handle, Project project, String prompt) {
        return handle.createQuery("""
                        select id from task
                        where namespace = :namespace and project = :project and prompt_id = :prompt""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("prompt", prompt)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.PROMPT_UNKNOWN,
                        "no prompt \"" + prompt + "\" in project \"" + project.name() + "\""));
    }

    @Override
    public List<UUID> leftOfLabeler(String namespace, UUID labeler, int limit) {
        return left("labeler_id", namespace, labeler, limit);
    }

    @Override
    public List<UUID> leftOfTask(String namespace, UUID task, int limit) {
        return left("task_id", namespace, task, limit);
    }

    private List<UUID> left(String column, String namespace, UUID id, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select id from submission
                        where namespace = :namespace and <column> = :of and state <> 'WITHDRAWN'
                        order by submitted_at, id limit :limit""")
                .define("column", column)
                .bind("namespace", namespace)
                .bind("of", id)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public List<UUID> heldBy(String namespace, UUID labeler, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select task_id from lease
                        where namespace = :namespace and labeler_id = :labeler and state = 'HELD'
                        union
                        select task_id from assignment where namespace = :namespace and labeler_id = :labeler
                        limit :limit""")
                .bind("namespace", namespace)
                .bind("labeler", labeler)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public void release(String namespace, UUID task, UUID labeler, Instant now) {
        database.inTransaction(handle -> {
            Places.lock(handle, namespace, task);
            handle.createUpdate("""
                            update lease set state = 'EXPIRED'
                            where namespace = :namespace and task_id = :task and labeler_id = :labeler
                              and state = 'HELD'""")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .execute();
            handle.createUpdate("""
                            delete from assignment
                            where namespace = :namespace and task_id = :task and labeler_id = :labeler""")
                    .bind("namespace", namespace)
                    .bind("task", task)
                    .bind("labeler", labeler)
                    .execute();
            Places.settle(handle, namespace, task, now);
            return task;
        });
    }
}
