package macaw.labeling.postgres;

import java.util.UUID;
import macaw.labeling.gold.Trial;
import org.jdbi.v3.core.Handle;

/** What decides, beside a place, whether somebody's work on a task counts. */
final class TrialRows {
    /** Whether the work of labeler l counts in project p. */
    static final String SCREENED = """
            (p.screening_tasks = 0
             or exists (select 1 from screening_passed q
                        where q.namespace = p.namespace and q.project = p.name and q.labeler_id = :labeler))""";

    private TrialRows() {}

    static Trial trial(Handle handle, String namespace, UUID task, UUID labeler) {
        return handle.createQuery("select t.gold, " + SCREENED + """
                         as screened
                        from task t join project p on p.namespace = t.namespace and p.name = t.project
                        where t.namespace = :namespace and t.id = :task""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> new Trial(row.getBoolean("gold"), row.getBoolean("screened")))
                .one();
    }
}
