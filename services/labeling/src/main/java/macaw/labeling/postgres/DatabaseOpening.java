package macaw.labeling.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the schema up to date as soon as the database can be reached. One that does not answer is waited for as long as it takes, and
 * nothing else asks it before; one that answers at the start and does not let us in is a wrong setting.
 */
public final class DatabaseOpening implements AutoCloseable {
    /** The database cannot be asked now: no connection, no connection left, it starts or ends; no state: the pool gave up. */
    static final String AWAY = "08|53|57P";
    /** It answers, and wrong user or password, or no database of that name. */
    private static final String REFUSED = "28|3D";

    private final Supplier<String> migration;
    private final Duration pause;
    private final Consumer<RuntimeException> failed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Optional<String> closedBecause = Optional.of("it was not asked yet");
    private volatile String schema = "";
    private @Nullable Thread thread;

    /**
     * @param migration brings the schema up to date and returns the newest version that this build knows
     * @param pause between two tries
     * @param failed told, on a thread of its own, of a migration that failed for another reason than the connection
     */
    public DatabaseOpening(Supplier<String> migration, Duration pause, Consumer<RuntimeException> failed) {
        this.migration = migration;
        this.pause = pause;
        this.failed = failed;
    }

    /** Tries once, and goes on in the background where nobody answers. Throws the failure of anything else. */
    public void begin() {
        try {
            open();
        } catch (RuntimeException e) {
            if (!is(AWAY, e)) {
                throw e;
            }
            closedBecause = Optional.of(reason(e));
            thread = Thread.ofPlatform().daemon().name("database-opening").start(this::goOn);
        }
    }

    private void open() {
        schema = migration.get();
        closedBecause = Optional.empty();
    }

    private void goOn() {
        try {
            while (closedBecause.isPresent() && !stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    open();
                } catch (RuntimeException e) {
                    // Whoever makes a database may make its user a moment later.
                    if (!is(AWAY, e) && !is(REFUSED, e)) {
                        failed.accept(e);
                        return;
                    }
                    closedBecause = Optional.of(reason(e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why nothing may ask the database yet; empty once its schema is up to date. */
    public Optional<String> closedBecause() {
        return closedBecause;
    }

    /** Newest version of the schema that this build knows; empty before the database is open. */
    public String schema() {
        return schema;
    }

    private static boolean is(String states, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null ? states.equals(AWAY) : state.matches("(" + states + ").*");
            }
        }
        return false;
    }

    private static String reason(RuntimeException e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                root = cause;
            }
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
