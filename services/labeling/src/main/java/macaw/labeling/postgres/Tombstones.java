package macaw.labeling.postgres;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What was taken back for good. */
final class Tombstones {
    /** What is taken back. */
    enum Kind {
        LABELER,
        PROMPT,
        SUBMISSION
    }

    private Tombstones() {}

    /** @param project empty for labelers */
    static void add(Handle handle, String namespace, Kind kind, String project, String id, String reason, Instant now) {
        handle.createUpdate("""
                        insert into tombstone (namespace, kind, project, id, reason, withdrawn_at)
                        values (:namespace, :kind, :project, :id, :reason, :now) on conflict do nothing""")
                .bind("namespace", namespace)
                .bind("kind", kind.name())
                .bind("project", project)
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now)
                .execute();
    }
}
