package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.CollectionJob;
import macaw.labeling.outputs.CollectionProgress;
import macaw.labeling.outputs.CollectionStore;
import macaw.labeling.outputs.ShortPrompt;
import macaw.labeling.projects.Project;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/** Collections in PostgreSQL. The turn is an advisory lock of one connection: it ends with the connection, however that ends. */
public final class PostgresCollections implements CollectionStore {
    private static final String LOCK = "(hashtext('macaw collection'), hashtext(:id))";

    private final Database database;

    public PostgresCollections(Database database) {
        this.database = database;
    }

    @Override
    public CollectionJob addUnlessRunning(CollectionJob job) {
        while (true) {
            Optional<CollectionJob> runs = database.inTransaction(handle -> {
                progress(handle.createUpdate("""
                                insert into collection (namespace, id, project, seed, state, started_at,
                                                        prompts_done, prompts_total, outputs, prompts_short, failed)
                                values (:namespace, :id, :project, :seed, 'RUNNING', :started,
                                        :done, :total, :outputs, :short, :failed)
                                on conflict (namespace, project) where state = 'RUNNING' do nothing"""), job.progress())
                        .bind("namespace", job.namespace())
                        .bind("id", job.id())
                        .bind("project", job.project())
                        .bind("seed", job.seed())
                        .bind("started", job.startedAt())
                        .execute();
                return handle.createQuery("""
                                select * from collection
                                where namespace = :namespace and project = :project and state = 'RUNNING'""")
                        .bind("namespace", job.namespace())
                        .bind("project", job.project())
                        .map((row, context) -> job(row))
                        .findOne();
            });
            // the one that was in the way may have ended meanwhile
            if (runs.isPresent()) {
                return runs.get();
            }
        }
    }

    @Override
    public Optional<CollectionJob> find(String namespace, UUID id) {
        return database.inTransaction(
                handle -> handle.createQuery("select * from collection where namespace = :namespace and id = :id")
                        .bind("namespace", namespace)
                        .bind("id", id)
                        .map((row, context) -> job(row))
                        .findOne());
    }

    @Override
    public Optional<CollectionJob> latest(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select * from collection where namespace = :namespace and project = :project
                        order by started_at desc, id limit 1""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> job(row))
                .findOne());
    }

    @Override
    public List<CollectionJob> running() {
        return database.inTransaction(
                handle -> handle.createQuery("select * from collection where state = 'RUNNING' order by started_at")
                        .map((row, context) -> job(row))
                        .list());
    }

    @Override
    public boolean save(CollectionJob job, CollectionProgress progress) {
        return database.inTransaction(handle -> progress(handle.createUpdate("""
                                update collection set prompts_done = :done, prompts_total = :total, outputs = :outputs,
                                                      prompts_short = :short, failed = :failed
                                where namespace = :namespace and id = :id and state = 'RUNNING'"""), progress)
                        .bind("namespace", job.namespace())
                        .bind("id", job.id())
                        .execute())
                == 1;
    }

    @Override
    public void end(CollectionJob job, CollectionJob.State state, Instant now) {
        database.inTransaction(handle -> {
            var update = handle.createUpdate("""
                            update collection set state = :state, code = :code, message = :message, ended_at = :now
                            where namespace = :namespace and id = :id and state = 'RUNNING'""")
                    .bind("namespace", job.namespace())
                    .bind("id", job.id())
                    .bind("now", now);
            switch (state) {
                case CollectionJob.State.Running() -> throw new IllegalArgumentException("running is no end");
                case CollectionJob.State.Done() -> ended(update, "DONE");
                case CollectionJob.State.Stopped() -> ended(update, "STOPPED");
                case CollectionJob.State.Failed(ErrorCode code, String message) ->
                    update.bind("state", "FAILED").bind("code", code.name()).bind("message", message);
            }
            return update.execute();
        });
    }

    private static void ended(Update update, String state) {
        update.bind("state", state).bind("code", (String) null).bind("message", "");
    }

    @Override
    public Optional<Turn> tryTakeTurn(CollectionJob job) {
        Handle handle = database.open();
        boolean taken = false;
        try {
            taken = Database.translated(() -> ask(handle, "select pg_try_advisory_lock" + LOCK, job));
        } finally {
            if (!taken) {
                handle.close();
            }
        }
        if (!taken) {
            return Optional.empty();
        }
        Turn turn = new HeldTurn(handle, job);
        // whoever had the turn before may have ended the job
        boolean goesOn = false;
        try {
            goesOn = find(job.namespace(), job.id()).orElseThrow().state() instanceof CollectionJob.State.Running;
        } finally {
            if (!goesOn) {
                turn.close();
            }
        }
        return goesOn ? Optional.of(turn) : Optional.empty();
    }

    private static boolean ask(Handle handle, String query, CollectionJob job) {
        return handle.createQuery(query)
                .bind("id", job.id().toString())
                .mapTo(Boolean.class)
                .one();
    }

    /** The turn, on the connection that holds the lock. */
    private record HeldTurn(Handle handle, CollectionJob job) implements Turn {
        @Override
        public void close() {
            try (handle) {
                Database.translated(() -> ask(handle, "select pg_advisory_unlock" + LOCK, job));
            }
        }
    }

    @Override
    public List<ShortPrompt> shortPrompts(Project project, int offset, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select t.id, t.prompt_id, c.tries, c.outputs, c.wanted, c.failure from collected c
                        join task t on t.namespace = c.namespace and t.id = c.task_id
                        where c.namespace = :namespace and c.outputs < c.wanted and t.project = :project
                        order by t.position offset :offset limit :limit""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("offset", offset)
                .bind("limit", limit)
                .map((row, context) -> new ShortPrompt(
                        row.getObject("id", UUID.class),
                        row.getString("prompt_id"),
                        row.getInt("tries"),
                        row.getInt("outputs"),
                        row.getInt("wanted"),
                        Optional.ofNullable(row.getString("failure")).map(ErrorCode::valueOf)))
                .list());
    }

    private static <S extends SqlStatement<S>> S progress(S statement, CollectionProgress progress) {
        return statement
                .bind("done", progress.promptsDone())
                .bind("total", progress.promptsTotal())
                .bind("outputs", progress.outputs())
                .bind("short", progress.promptsShort())
                .bind("failed", progress.failed());
    }

    private static CollectionJob job(ResultSet row) throws SQLException {
        return new CollectionJob(
                row.getString("namespace"),
                row.getObject("id", UUID.class),
                row.getString("project"),
                row.getLong("seed"),
                new CollectionProgress(
                        row.getInt("prompts_done"),
                        row.getInt("prompts_total"),
                        row.getInt("outputs"),
                        row.getInt("prompts_short"),
                        row.getInt("failed")),
                state(row),
                row.getTimestamp("started_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant));
    }

    private static CollectionJob.State state(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return switch (state) {
            case "RUNNING" -> new CollectionJob.State.Running();
            case "DONE" -> new CollectionJob.State.Done();
            case "STOPPED" -> new CollectionJob.State.Stopped();
            case "FAILED" ->
                new CollectionJob.State.Failed(ErrorCode.valueOf(row.getString("code")), row.getString("message"));
            default -> throw new IllegalStateException("a collection cannot be " + state);
        };
    }
}
