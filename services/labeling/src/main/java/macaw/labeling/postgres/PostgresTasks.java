package macaw.labeling.postgres;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import macaw.labeling.gold.Turn;
import macaw.labeling.gold.Turns;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;
import macaw.labeling.tasks.Candidate;
import macaw.labeling.tasks.Handout;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;
import macaw.labeling.tasks.TaskStore;
import org.jdbi.v3.core.Handle;

/** Tasks and leases in PostgreSQL. No transaction here waits for a task's lock while it has another's, so none can deadlock. */
public final class PostgresTasks implements TaskStore {
    private final Database database;

    public PostgresTasks(Database database) {
        this.database = database;
    }

    /** What became of the task that one search found. */
    private record Decided(UUID task, Handout handout) {}

    @Override
    public Optional<Handout.Granted> handOut(
            Project project, UUID labeler, Turn turn, Instant now, Function<Candidate, Handout> decision) {
        // what was refused once is not found again, whatever it was refused for
        Set<UUID> refused = new HashSet<>();
        for (Step step : List.<Step>of(HandoutSearch::next, HandoutSearch::any)) {
            Optional<Decided> look;
            do {
                look = database.inTransaction(handle -> {
                    var search = new HandoutSearch(handle, project, labeler, turn, now);
                    return step.find(search, refused)
                            .map(task -> new Decided(
                                    task, decide(handle, search, project.namespace(), task, now, decision)));
                });
                if (look.isPresent() && look.get().handout() instanceof Handout.Granted granted) {
                    return Optional.of(granted);
                }
                look.ifPresent(decided -> refused.add(decided.task()));
            } while (look.isPresent());
        }
        return Optional.empty();
    }

    @Override
    public Turns.Position position(Project project, UUID labeler) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select (select count(*) from submission s
                                join task t on t.namespace = s.namespace and t.id = s.task_id
                                where s.namespace = :namespace and s.labeler_id = :labeler and t.project = :project
                                  and not s.adjudication and s.cause is distinct from 'CONFLICT') as done, """ + TrialRows.SCREENED + """
                         as screened
                        from project p where p.namespace = :namespace and p.name = :project""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .map((row, context) -> new Turns.Position(
                        project.namespace() + "/" + project.name(),
                        labeler,
                        row.getLong("done"),
                        row.getBoolean("screened")))
                .one());
    }

    /** One of the searches. */
    private interface Step {
        Optional<UUID> find(HandoutSearch search, Set<UUID> refused);
    }

    private static Handout decide(
            Handle handle,
            HandoutSearch search,
            String namespace,
            UUID task,
            Instant now,
            Function<Candidate, Handout> decision) {
        Occupancy before = search.occupancy(task);
        Handout handout = decision.apply(new Candidate(before, search.bars(task)));
        Occupancy after = switch (handout) {
            case Handout.Granted(Lease lease, var ended) -> {
                ended.forEach(end -> Places.save(handle, namespace, end));
                Places.save(handle, namespace, lease);
                yield before.with(lease);
            }
            case Handout.Refused() -> before;
        };
        Places.settle(handle, namespace, after, now);
        return handout;
    }

    @Override
    public Lease renew(String namespace, UUID task, UUID labeler, Instant now, Function<Candidate, Lease> decision) {
        return database.inTransaction(handle -> {
            if (!Places.lock(handle, namespace, task)) {
                throw TaskRows.unknown(task);
            }
            Set<Candidate.Bar> bars =
                    PostgresSkips.find(handle, namespace, task, labeler).isPresent()
                            ? Set.of(Candidate.Bar.SKIPPED)
                            : Set.of();
            Lease renewed = decision.apply(new Candidate(Places.read(handle, namespace, task), bars));
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
