package macaw.labeling.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;
import macaw.labeling.tasks.Handout;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;
import macaw.labeling.tasks.TaskStore;
import org.jdbi.v3.core.Handle;

/** Tasks and leases in PostgreSQL. No transaction here waits for a second task's lock, so none can deadlock. */
public final class PostgresTasks implements TaskStore {
    private static final String HELD = """
            select t.id from lease l
            join task t on t.namespace = l.namespace and t.id = l.task_id
            where l.namespace = :namespace and l.labeler_id = :labeler and l.state = 'HELD'
              and l.expires_at > :now and t.project = :project
            order by l.expires_at limit 1 for update of t""";

    /** available_from is read again on the row's newest version once the lock is there; submissions are checked again by the decision. */
    private static final String FREE = """
            select t.id from task t
            where t.namespace = :namespace and t.project = :project and t.state = 'OPEN' and t.available_from <= :now
              and not exists (select 1 from submission s
                              where s.namespace = t.namespace and s.task_id = t.id and s.labeler_id = :labeler)
            order by t.position limit 1 for update of t""";

    private static final String FREE_AND_UNLOCKED = FREE + " skip locked";

    private final Database database;

    public PostgresTasks(Database database) {
        this.database = database;
    }

    /** What one look for a task came to. */
    private sealed interface Look {
        record Nothing() implements Look {}

        record Decided(Handout handout) implements Look {}
    }

    @Override
    public Optional<Handout.Granted> handOut(
            Project project, UUID labeler, Instant now, Function<Occupancy, Handout> decision) {
        if (look(HELD, project, labeler, now, decision) instanceof Look.Decided(Handout.Granted granted)) {
            return Optional.of(granted);
        }
        // the second search waits for whoever holds the last free task's lock: "none" has to be true when it is said
        for (String search : List.of(FREE_AND_UNLOCKED, FREE)) {
            Look look = look(search, project, labeler, now, decision);
            while (look instanceof Look.Decided(Handout handout)) {
                if (handout instanceof Handout.Granted granted) {
                    return Optional.of(granted);
                }
                look = look(search, project, labeler, now, decision);
            }
        }
        return Optional.empty();
    }

    private Look look(
            String search, Project project, UUID labeler, Instant now, Function<Occupancy, Handout> decision) {
        return database.inTransaction(handle -> {
            Optional<UUID> found = handle.createQuery(search)
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("labeler", labeler)
                    .bind("now", now)
                    .mapTo(UUID.class)
                    .findOne();
            return found.<Look>map(task -> new Look.Decided(decide(handle, project, task, now, decision)))
                    .orElseGet(Look.Nothing::new);
        });
    }

    private static Handout decide(
            Handle handle, Project project, UUID task, Instant now, Function<Occupancy, Handout> decision) {
        Handout handout = decision.apply(Places.read(handle, project.namespace(), task));
        if (handout instanceof Handout.Granted(Lease lease, var ended)) {
            ended.forEach(end -> Places.save(handle, project.namespace(), end));
            Places.save(handle, project.namespace(), lease);
        }
        Places.settle(handle, project.namespace(), task, now);
        return handout;
    }

    @Override
    public Lease renew(String namespace, UUID task, Instant now, Function<Occupancy, Lease> decision) {
        return database.inTransaction(handle -> {
            if (!Places.lock(handle, namespace, task)) {
                throw TaskRows.unknown(task);
            }
            Lease renewed = decision.apply(Places.read(handle, namespace, task));
            Places.save(handle, namespace, renewed);
            Places.settle(handle, namespace, task, now);
            return renewed;
        });
    }

    @Override
    public Task get(String namespace, UUID task, Terms terms) {
        return database.inTransaction(handle -> TaskRows.read(handle, namespace, task, terms));
    }
}
