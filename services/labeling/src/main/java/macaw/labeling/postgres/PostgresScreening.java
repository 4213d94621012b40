package macaw.labeling.postgres;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.labeling.gold.Screening;
import macaw.labeling.gold.ScreeningStore;
import macaw.labeling.projects.Project;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.submissions.Content;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Who passed screening, in PostgreSQL. */
public final class PostgresScreening implements ScreeningStore {
    private final Database database;
    private final Restating restating;
    private final InstantSource clock;

    public PostgresScreening(Database database, OutboxRows outbox, InstantSource clock) {
        this.database = database;
        this.restating = new Restating(outbox);
        this.clock = clock;
    }

    @Override
    public Optional<Project> projectOf(String namespace, UUID task) {
        return database.inTransaction(
                handle -> handle.createQuery("select project from task where namespace = :namespace and id = :task")
                        .bind("namespace", namespace)
                        .bind("task", task)
                        .mapTo(String.class)
                        .findOne()
                        .flatMap(name -> PostgresProjects.find(handle, namespace, name)));
    }

    @Override
    public boolean hasPassed(Project project, UUID labeler) {
        return database.inTransaction(handle -> of(handle, project, """
                        select 1 from screening_passed
                        where namespace = :namespace and project = :project and labeler_id = :labeler""")
                .bind("labeler", labeler)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    @Override
    public List<Tried> tried(Project project, UUID labeler) {
        return database.inTransaction(
                handle -> tried(handle, project, Optional.of(labeler)).getOrDefault(labeler, List.of()));
    }

    /** What labelers said of gold tasks, by labeler. */
    static Map<UUID, List<Tried>> tried(Handle handle, Project project, Optional<UUID> labeler) {
        record Done(UUID submission, UUID labeler, Ranking gold) {}
        List<Done> done = of(handle, project, """
                        select s.id, s.labeler_id, g.ranking from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join gold g on g.namespace = t.namespace and g.task_id = t.id
                        where s.namespace = :namespace and t.project = :project and not s.adjudication
                          and s.state = 'EXCLUDED' and s.cause = 'GOLD'
                          and s.labeler_id = coalesce(cast(:labeler as uuid), s.labeler_id)
                        order by s.submitted_at, s.id""")
                .bind("labeler", labeler.orElse(null))
                .map((row, context) -> new Done(
                        row.getObject("id", UUID.class),
                        row.getObject("labeler_id", UUID.class),
                        PostgresGold.ranking(row.getString("ranking"))))
                .list();
        Map<UUID, Content> contents = SubmissionRows.comparisons(
                handle, project.namespace(), done.stream().map(Done::submission).toList());
        return done.stream()
                .collect(Collectors.groupingBy(
                        Done::labeler,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                one -> new Tried(one.gold(), ranking(contents.get(one.submission()))),
                                Collectors.toList())));
    }

    private static Ranking ranking(@Nullable Content content) {
        if (content instanceof Content.Comparison comparison) {
            return comparison.ranking();
        }
        throw new IllegalStateException("a gold task has a submission that ranks nothing");
    }

    @Override
    public void pass(Project project, UUID labeler, Screening.Result result) {
        database.inTransaction(handle -> {
            int passed = insertPassed(handle, project, labeler, result);
            if (passed > 0) {
                raiseGoldRevisions(handle, project, labeler);
            }
            return passed;
        });
    }

    /** What waited rises by a revision when it counts; so does what was said of gold, or the labeler could tell it by that. */
    private static void raiseGoldRevisions(Handle handle, Project project, UUID labeler) {
        handle.createUpdate("""
                        update submission s set revision = s.revision + 1
                        from task t
                        where t.namespace = s.namespace and t.id = s.task_id and s.namespace = :namespace
                          and t.project = :project and s.labeler_id = :labeler and s.cause = 'GOLD'""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .execute();
    }

    private int insertPassed(Handle handle, Project project, UUID labeler, Screening.Result result) {
        return handle.createUpdate("""
                        insert into screening_passed (namespace, project, labeler_id, passed_at, tasks, agreement)
                        values (:namespace, :project, :labeler, :now, :tasks, :agreement)
                        on conflict do nothing""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .bind("now", clock.instant())
                .bind("tasks", result.tasks())
                .bind("agreement", result.agreement().share().orElse(0))
                .execute();
    }

    @Override
    public List<UUID> waiting(Project project) {
        return database.inTransaction(
                handle -> of(handle, project, """
                        select distinct s.labeler_id from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        where s.namespace = :namespace and t.project = :project and s.cause = 'SCREENING'""").mapTo(UUID.class).list());
    }

    @Override
    public List<UUID> waiting(Project project, UUID labeler) {
        return database.inTransaction(handle -> of(handle, project, """
                        select s.task_id from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        where s.namespace = :namespace and t.project = :project and s.labeler_id = :labeler
                          and s.cause = 'SCREENING'
                        order by s.submitted_at, s.id""")
                .bind("labeler", labeler)
                .mapTo(UUID.class)
                .list());
    }

    private static Query of(Handle handle, Project project, String query) {
        return handle.createQuery(query).bind("namespace", project.namespace()).bind("project", project.name());
    }

    @Override
    public void restate(String namespace, UUID task) {
        database.inTransaction(handle -> {
            if (Places.lock(handle, namespace, task)) {
                restating.restate(handle, namespace, task, clock.instant());
            }
            return task;
        });
    }
}
