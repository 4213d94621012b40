package macaw.labeling.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outbox.OutboxStore;
import org.jdbi.v3.core.Handle;

/** The outbox in PostgreSQL. The turn is an advisory lock of one connection: it ends with the connection, however that ends. */
public final class PostgresOutbox implements OutboxStore {
    /** "macaw" and "outbox" as two numbers that nobody else of this database is likely to use. */
    private static final String LOCK = "(hashtext('macaw'), hashtext('outbox'))";

    private final Database database;

    public PostgresOutbox(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Turn> tryTakeTurn() {
        Handle handle = database.open();
        boolean taken = false;
        try {
            taken = Database.translated(() -> handle.createQuery("select pg_try_advisory_lock" + LOCK)
                    .mapTo(Boolean.class)
                    .one());
            return taken ? Optional.of(new HeldTurn(handle)) : Optional.empty();
        } finally {
            if (!taken) {
                handle.close();
            }
        }
    }

    @Override
    public long pending() {
        return database.inTransaction(handle -> handle.createQuery("select count(*) from outbox")
                .mapTo(Long.class)
                .one());
    }

    /** The turn, on the connection that holds the lock. */
    private record HeldTurn(Handle handle) implements Turn {
        @Override
        public List<Entry> oldest(int limit, Set<String> without) {
            return Database.translated(() -> handle.createQuery("""
                            select * from outbox where namespace <> all(:without) order by sequence limit :limit""")
                    .bindArray("without", String.class, without)
                    .bind("limit", limit)
                    .map((row, context) -> new Entry(
                            row.getLong("sequence"),
                            row.getString("namespace"),
                            row.getString("topic"),
                            row.getString("key"),
                            Optional.ofNullable(row.getBytes("value"))))
                    .list());
        }

        @Override
        public void arrived(List<Entry> entries) {
            Database.translated(() -> handle.createUpdate("delete from outbox where sequence = any(:sequences)")
                    .bindArray(
                            "sequences",
                            Long.class,
                            entries.stream().map(Entry::sequence).toList())
                    .execute());
        }

        @Override
        public void close() {
            try (handle) {
                Database.translated(() -> handle.createQuery("select pg_advisory_unlock" + LOCK)
                        .mapTo(Boolean.class)
                        .one());
            }
        }
    }
}
