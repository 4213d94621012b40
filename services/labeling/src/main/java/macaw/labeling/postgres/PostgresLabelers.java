package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.LabelerStore;
import org.jdbi.v3.core.Handle;

/** Labelers in PostgreSQL. */
public final class PostgresLabelers implements LabelerStore {
    private final Database database;

    public PostgresLabelers(Database database) {
        this.database = database;
    }

    @Override
    public Labeler addIfAbsent(Labeler labeler, Optional<String> keySha256) {
        return database.inTransaction(handle -> {
            add(handle, labeler, keySha256);
            return bySubject(handle, labeler.namespace(), labeler.subject()).orElseThrow(PostgresLabelers::withdrawn);
        });
    }

    /** Unless the subject is there. */
    static void add(Handle handle, Labeler labeler, Optional<String> keySha256) {
        handle.createUpdate("""
                            insert into labeler (namespace, id, subject, name, pseudonym, simulated, imported, key_sha256)
                            values (:namespace, :id, :subject, :name, :pseudonym, :simulated, :imported, :key)
                            on conflict (namespace, subject) do nothing""")
                .bind("namespace", labeler.namespace())
                .bind("id", labeler.id())
                .bind("subject", labeler.subject())
                .bind("name", labeler.name())
                .bind("pseudonym", labeler.pseudonym())
                .bind("simulated", labeler.simulated())
                .bind("imported", labeler.imported())
                .bind("key", keySha256.orElse(null))
                .execute();
    }

    @Override
    public Optional<Labeler> bySubject(String namespace, String subject) {
        return database.inTransaction(handle -> bySubject(handle, namespace, subject));
    }

    private static Optional<Labeler> bySubject(Handle handle, String namespace, String subject) {
        return handle.createQuery("""
                        select * from labeler
                        where namespace = :namespace and subject = :subject and withdrawn_at is null""")
                .bind("namespace", namespace)
                .bind("subject", subject)
                .map((row, context) -> labeler(row))
                .findOne();
    }

    @Override
    public Optional<Labeler> byKey(String keySha256) {
        return database.inTransaction(
                handle -> handle.createQuery("select * from labeler where key_sha256 = :key and withdrawn_at is null")
                        .bind("key", keySha256)
                        .map((row, context) -> labeler(row))
                        .findOne());
    }

    @Override
    public Optional<Labeler> byId(UUID id) {
        return database.inTransaction(
                handle -> handle.createQuery("select * from labeler where id = :id and withdrawn_at is null")
                        .bind("id", id)
                        .map((row, context) -> labeler(row))
                        .findOne());
    }

    static Labeler labeler(ResultSet row) throws SQLException {
        return new Labeler(
                row.getString("namespace"),
                row.getObject("id", UUID.class),
                row.getString("subject"),
                row.getString("name"),
                row.getString("pseudonym"),
                row.getBoolean("simulated"),
                row.getBoolean("imported"));
    }

    /**
     * The labeler, for work to be taken from them: nobody can withdraw them until this transaction ends. FORBIDDEN where they are withdrawn.
     */
    static Labeler working(Handle handle, String namespace, UUID id) {
        return handle.createQuery("""
                        select * from labeler
                        where namespace = :namespace and id = :id and withdrawn_at is null for share""")
                .bind("namespace", namespace)
                .bind("id", id)
                .map((row, context) -> labeler(row))
                .findOne()
                .orElseThrow(PostgresLabelers::withdrawn);
    }

    private static CodedException withdrawn() {
        return new CodedException(ErrorCode.FORBIDDEN, "this labeler is withdrawn");
    }

    static Labeler byId(Handle handle, String namespace, UUID id) {
        return handle.createQuery("select * from labeler where namespace = :namespace and id = :id")
                .bind("namespace", namespace)
                .bind("id", id)
                .map((row, context) -> labeler(row))
                .one();
    }
}
