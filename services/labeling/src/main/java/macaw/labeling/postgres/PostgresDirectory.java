package macaw.labeling.postgres;

import java.util.List;
import java.util.Optional;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.LabelerDirectory;

/** Labelers as leads look them up, in PostgreSQL. */
public final class PostgresDirectory implements LabelerDirectory {
    private final Database database;

    public PostgresDirectory(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Labeler> byPseudonym(String namespace, String pseudonym) {
        return database.inTransaction(handle -> handle.createQuery(
                        "select * from labeler where namespace = :namespace and pseudonym = :pseudonym and withdrawn_at is null")
                .bind("namespace", namespace)
                .bind("pseudonym", pseudonym)
                .map((row, context) -> PostgresLabelers.labeler(row))
                .findOne());
    }

    @Override
    public List<Labeler> list(String namespace) {
        return database.inTransaction(handle -> handle.createQuery(
                        "select * from labeler where namespace = :namespace and withdrawn_at is null order by name, pseudonym")
                .bind("namespace", namespace)
                .map((row, context) -> PostgresLabelers.labeler(row))
                .list());
    }
}
