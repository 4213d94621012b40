package macaw.labeling.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on PostgreSQL. A database that does not answer is DATABASE_UNAVAILABLE. Who waits for a connection gets one in the order of asking:
 * the pool alone hands them to whoever looks first, and of two hundred who wait some wait for ever.
 */
public final class Database {
    private static final String UNIQUE_VIOLATION = "23505";
    /** Of U+0000, the one character that no text here can hold: what is only looked for by it may still have it. */
    private static final String NO_TEXT = "22021";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Jdbi jdbi;
    private final Semaphore connections;
    private final Supplier<Optional<String>> closedBecause;

    /** For a source that opens as many connections as are asked for. */
    public Database(DataSource source) {
        this(source, Integer.MAX_VALUE, Optional::empty);
    }

    /**
     * @param connections how many transactions there may be at once
     * @param closedBecause why nothing may ask the database yet; empty once it may
     */
    public Database(DataSource source, int connections, Supplier<Optional<String>> closedBecause) {
        this.closedBecause = closedBecause;
        this.jdbi = Jdbi.create(source);
        this.connections = new Semaphore(connections, true);
    }

    /** One transaction at READ COMMITTED: each statement sees what was committed before it began. */
    <T> T inTransaction(Function<Handle, T> work) {
        return inTurn(() -> jdbi.inTransaction(work::apply));
    }

    /** One transaction that sees one moment throughout. */
    <T> T atOneMoment(Function<Handle, T> work) {
        return inTurn(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply));
    }

    private <T> T inTurn(Statement<T> statement) {
        requireOpen();
        try {
            if (!connections.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CodedException(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "no connection came free within " + PATIENCE.toSeconds() + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a connection");
        }
        try {
            return translated(statement);
        } finally {
            connections.release();
        }
    }

    /** A connection that stays open until the caller closes it, beside those that are counted; for a few workers of long life. */
    Handle open() {
        requireOpen();
        return translated(jdbi::open);
    }

    private void requireOpen() {
        closedBecause.get().ifPresent(reason -> {
            throw new CodedException(ErrorCode.DATABASE_UNAVAILABLE, "the database is not open yet: " + reason);
        });
    }

    static <T> T translated(Statement<T> statement) {
        try {
            return statement.run();
        } catch (JdbiException e) {
            throw switch (failure(e)) {
                case UNAVAILABLE ->
                    new CodedException(ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer", e);
                case NO_TEXT -> new CodedException(ErrorCode.TEXT_INVALID, "a name or a text holds U+0000", e);
                case OTHER -> e;
            };
        }
    }

    /** Something that asks the database. */
    interface Statement<T> {
        T run();
    }

    /** Runs it again, once, where something else took a name that has to be unique at the same time: then it sees what was taken. */
    static <T> T againOnceIfTaken(Statement<T> transaction) {
        try {
            return transaction.run();
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return transaction.run();
            }
            throw e;
        }
    }

    /** What went wrong. */
    private enum Failure {
        UNAVAILABLE,
        NO_TEXT,
        OTHER
    }

    private static Failure failure(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return failure(sql.getSQLState());
            }
        }
        return Failure.OTHER;
    }

    /** 08 connection exception, 57P operator intervention, 53 insufficient resources; no state: the pool gave up. */
    private static Failure failure(@Nullable String state) {
        if (state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
            return Failure.UNAVAILABLE;
        }
        return state.equals(NO_TEXT) ? Failure.NO_TEXT : Failure.OTHER;
    }
}
