package macaw.labeling.postgres;

import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.PreferenceStore;
import macaw.labeling.labelers.Preferences;

/** Labelers' choices in PostgreSQL. */
public final class PostgresPreferences implements PreferenceStore {
    private final Database database;

    public PostgresPreferences(Database database) {
        this.database = database;
    }

    @Override
    public Preferences of(Labeler labeler) {
        return database.inTransaction(handle -> handle.createQuery(
                        "select sensitive_opt_out from labeler where namespace = :namespace and id = :id")
                .bind("namespace", labeler.namespace())
                .bind("id", labeler.id())
                .map((row, context) -> new Preferences(row.getBoolean("sensitive_opt_out")))
                .one());
    }

    @Override
    public void save(Labeler labeler, Preferences chosen) {
        database.inTransaction(handle -> handle.createUpdate(
                        "update labeler set sensitive_opt_out = :out where namespace = :namespace and id = :id")
                .bind("namespace", labeler.namespace())
                .bind("id", labeler.id())
                .bind("out", chosen.sensitiveOptOut())
                .execute());
    }
}
