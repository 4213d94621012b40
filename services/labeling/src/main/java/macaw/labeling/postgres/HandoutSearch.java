package macaw.labeling.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.labeling.gold.Turn;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.projects.Terms;
import macaw.labeling.tasks.Candidate.Bar;
import macaw.labeling.tasks.Occupancy;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Looks for a labeler's next task and locks its row, in a transaction that looks once. Each search reads a number of index entries that does not grow with the project: tasks
 * that are done are not in the index, and what the labeler has done already lies before their cursor.
 */
final class HandoutSearch {
    /** Positions between a labeler's cursor and their task after which it is worth a write to move the cursor. */
    private static final int STRIDE = 64;

    private static final String SUBMITTED = """
            exists (select 1 from submission s
                    where s.namespace = t.namespace and s.task_id = t.id and s.labeler_id = :labeler)""";

    /** A demonstration is what has a response and no style; the group's prompts may be in other projects. */
    private static final String OWN_DEMONSTRATION = """
            exists (select 1 from prompt p
                    join prompt q on q.namespace = p.namespace and q.group_name = p.group_name
                    join task d on d.namespace = q.namespace and d.project = q.project and d.prompt_id = q.id
                    join submission s on s.namespace = d.namespace and s.task_id = d.id
                    where p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                      and s.labeler_id = :labeler and s.response is not null and s.style is null
                      and s.state in ('COUNTING', 'SENT_BACK'))""";

    private static final String CURSOR = """
            coalesce((select c.position from task_cursor c
                      where c.namespace = :namespace and c.project = :project and c.labeler_id = :labeler), 0)""";

    /** The task that the labeler holds. */
    private static final String HELD = """
            select t.id, t.position from lease l
            join task t on t.namespace = l.namespace and t.id = l.task_id
            where l.namespace = :namespace and l.labeler_id = :labeler and l.state = 'HELD'
              and l.expires_at > :now and t.project = :project and t.id <> all(:refused)
            order by l.expires_at limit 1 for update of t""";

    /** The task that the labeler is to do again, the longest-waiting first. */
    private static final String SENT_BACK = """
            select t.id, t.position from submission s
            join task t on t.namespace = s.namespace and t.id = s.task_id
            where s.namespace = :namespace and s.labeler_id = :labeler and s.state = 'SENT_BACK'
              and t.project = :project and t.id <> all(:refused)
            order by s.submitted_at limit 1 for update of t skip locked""";

    /** A task that was given to the labeler by name. */
    private static final String ASSIGNED = """
            select t.id, t.position from assignment a
            join task t on t.namespace = a.namespace and t.id = a.task_id
            where a.namespace = :namespace and a.labeler_id = :labeler
              and t.project = :project and t.state = 'OPEN' and t.id <> all(:refused) and not %s
            order by a.assigned_at, t.id limit 1 for update of t skip locked""".formatted(SUBMITTED);

    // These are subqueries and not joins, so that each candidate costs one look into an index whatever the planner
    // expects: where it expected few
    // withdrawn prompts it read all prompts to find them.
    private static final String PROMPT_WITHDRAWN = """
            (select p.withdrawn_at is not null from prompt p
             where p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id)""";

    private static final String SENSITIVE = """
            ((select l.sensitive_opt_out from labeler l where l.namespace = :namespace and l.id = :labeler)
             and (select p.sensitive from prompt p
                  where p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id))""";

    private static final String SKIPPED = """
            coalesce((select true from skip k
                      where k.namespace = t.namespace and k.task_id = t.id and k.labeler_id = :labeler), false)""";

    private static final String FLAGGED = """
            coalesce((select true from flag f
                      where f.namespace = t.namespace and f.task_id = t.id
                        and f.resolved_at is null and f.kind in ('HARMFUL', 'PRIVATE_DATA') limit 1), false)""";

    private static final Map<TaskKind, Statements> STATEMENTS = Stream.of(TaskKind.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), kind -> Statements.of(bars(kind))));

    private static Map<Bar, String> bars(TaskKind kind) {
        Map<Bar, String> bars = new EnumMap<>(Bar.class);
        bars.put(Bar.CLOSED, "(t.closed_at is not null)");
        bars.put(Bar.PROMPT_WITHDRAWN, PROMPT_WITHDRAWN);
        bars.put(Bar.SENSITIVE, SENSITIVE);
        bars.put(Bar.SKIPPED, SKIPPED);
        bars.put(Bar.FLAGGED, FLAGGED);
        if (kind == TaskKind.COMPARISON) {
            bars.put(Bar.OWN_DEMONSTRATION, OWN_DEMONSTRATION);
        }
        return bars;
    }

    /**
     * The searches of one kind of task.
     *
     * @param bars conditions under which a labeler is kept from a task
     * @param nextFree from the labeler's cursor on, leaving out what somebody has locked
     * @param anyFree from the beginning, without a lock
     * @param nextGold a gold task, in an order of the labeler's own, leaving out what somebody has locked
     * @param anyGold the same without a lock
     * @param firstOpen where the labeler's cursor belongs: the first task that they might be given, now or when somebody else is done with it
     */
    private record Statements(
            Map<Bar, String> bars, String nextFree, String anyFree, String nextGold, String anyGold, String firstOpen) {
        static Statements of(Map<Bar, String> bars) {
            String allowed = Stream.concat(Stream.of(SUBMITTED), bars.values().stream())
                    .map(condition -> " and not " + condition)
                    .collect(Collectors.joining());
            String open = """
                    from task t
                    where t.namespace = :namespace and t.project = :project and t.state = 'OPEN' and not t.gold
                      and t.position >= %s
                    """ + allowed;
            String gold = """
                    select t.id, t.position from task t
                    where t.namespace = :namespace and t.project = :project and t.state = 'OPEN' and t.gold
                      and t.id <> all(:refused)
                    """ + allowed + " order by md5(cast(:labeler as text) || t.id) limit 1";
            // available_from is read again on the row's newest version once the lock is there; the rest is the
            // decision's
            String free = "select t.id, t.position " + open + " and t.available_from <= :now and t.id <> all(:refused)"
                    + " order by t.position limit 1";
            return new Statements(
                    bars,
                    free.formatted(CURSOR) + " for update of t skip locked",
                    free.formatted("0"),
                    gold + " for update of t skip locked",
                    gold,
                    "select t.position " + open.formatted(CURSOR) + " order by t.position limit 1");
        }
    }

    private final Handle handle;
    private final Project project;
    private final UUID labeler;
    private final Turn turn;
    private final Instant now;
    private final Statements statements;

    HandoutSearch(Handle handle, Project project, UUID labeler, Turn turn, Instant now) {
        this.handle = handle;
        this.project = project;
        this.labeler = labeler;
        this.turn = turn;
        this.now = now;
        this.statements = Objects.requireNonNull(STATEMENTS.get(project.kind()));
    }

    /** A locked task. */
    private record Found(UUID task, long position) {}

    /**
     * The task that the labeler holds, else the one that they are to do again or were assigned, else a gold task where it is its turn, else
     * the next free one that nobody else is just being given.
     * Its row is locked; waits for nobody but the labeler's own other request.
     */
    Optional<UUID> next(Collection<UUID> refused) {
        return find(HELD, refused)
                .or(() -> find(SENT_BACK, refused))
                .or(() -> find(ASSIGNED, refused))
                .or(() -> gold(statements.nextGold(), refused))
                .or(() -> nextFree(refused))
                .map(Found::task);
    }

    private Optional<Found> gold(String search, Collection<UUID> refused) {
        return switch (turn) {
            case GOLD -> find(search, refused);
            case ORDINARY -> Optional.empty();
        };
    }

    private Optional<Found> nextFree(Collection<UUID> refused) {
        Optional<Found> next = find(statements.nextFree(), refused);
        next.ifPresent(found -> {
            if (found.position() >= cursor() + STRIDE) {
                moveCursor();
            }
        });
        return next;
    }

    /**
     * A task that was free a moment ago, wherever the cursor is, once its row is locked: whoever is to say that there is none has to wait for
     * those who are just being given the last ones. Found and locked in two steps, because a search that locks what it finds also keeps the
     * lock of what it finds and drops, and two that wait for a second lock may wait for each other.
     */
    Optional<UUID> any(Collection<UUID> refused) {
        Optional<Found> gold = gold(statements.anyGold(), refused);
        if (gold.isPresent()) {
            Places.lock(handle, project.namespace(), gold.get().task());
            return gold.map(Found::task);
        }
        Optional<Found> any = find(statements.anyFree(), refused);
        any.ifPresent(found -> {
            Places.lock(handle, project.namespace(), found.task());
            setCursor(found.position());
        });
        return any.map(Found::task);
    }

    private Optional<Found> find(String search, Collection<UUID> refused) {
        return bound(handle.createQuery(search))
                .bind("now", now)
                .bindArray("refused", UUID.class, List.copyOf(refused))
                .map((row, context) -> new Found(row.getObject("id", UUID.class), row.getLong("position")))
                .findOne();
    }

    private long cursor() {
        return bound(handle.createQuery("select " + CURSOR)).mapTo(Long.class).one();
    }

    /** To the first task that the labeler might be given now or later. */
    private void moveCursor() {
        bound(handle.createQuery(statements.firstOpen()))
                .mapTo(Long.class)
                .findOne()
                .ifPresent(this::setCursor);
    }

    private void setCursor(long position) {
        handle.createUpdate("""
                        insert into task_cursor (namespace, project, labeler_id, position)
                        values (:namespace, :project, :labeler, :position)
                        on conflict (namespace, project, labeler_id) do update set position = :position
                        where task_cursor.position <> :position""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .bind("position", position)
                .execute();
    }

    /** Who is at the task. Work is done again by the guidelines of today, with the questions that it answered. */
    Occupancy occupancy(UUID task) {
        Occupancy occupancy = Places.read(handle, project.namespace(), task);
        if (!occupancy.sentBack().contains(labeler)) {
            return occupancy;
        }
        return handle.createQuery("""
                        select form_version from submission
                        where namespace = :namespace and task_id = :task and labeler_id = :labeler
                          and state = 'SENT_BACK'""")
                .bind("namespace", project.namespace())
                .bind("task", task)
                .bind("labeler", labeler)
                .map((row, context) -> new Terms(occupancy.terms().guidelinesVersion(), row.getString("form_version")))
                .findOne()
                .map(occupancy::under)
                .orElse(occupancy);
    }

    /** What keeps the task from the labeler. */
    Set<Bar> bars(UUID task) {
        String conditions = statements.bars().entrySet().stream()
                .map(bar -> bar.getValue() + " as " + bar.getKey().name())
                .collect(Collectors.joining(", "));
        return bound(handle.createQuery("select " + conditions
                        + " from task t where t.namespace = :namespace and t.project = :project and t.id = :task"))
                .bind("task", task)
                .map((row, context) -> {
                    Set<Bar> holding = EnumSet.noneOf(Bar.class);
                    for (Bar bar : statements.bars().keySet()) {
                        if (row.getBoolean(bar.name())) {
                            holding.add(bar);
                        }
                    }
                    return holding;
                })
                .one();
    }

    private Query bound(Query query) {
        return query.bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler);
    }
}
