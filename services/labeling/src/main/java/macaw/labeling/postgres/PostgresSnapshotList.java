package macaw.labeling.postgres;

import java.util.List;
import java.util.Optional;
import macaw.labeling.projects.Project;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.SnapshotList;

/** Which snapshots there are, in PostgreSQL. */
public final class PostgresSnapshotList implements SnapshotList {
    private final Database database;

    public PostgresSnapshotList(Database database) {
        this.database = database;
    }

    @Override
    public List<Snapshot> latest(Project project, int limit) {
        return database.inTransaction(handle -> {
            List<String> ids = handle.createQuery("""
                            select id from snapshot where namespace = :namespace and project = :project
                            order by created_at desc, id limit :limit""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .list();
            return ids.stream()
                    .map(id -> SnapshotRows.find(handle, project.namespace(), id))
                    .flatMap(Optional::stream)
                    .toList();
        });
    }
}
