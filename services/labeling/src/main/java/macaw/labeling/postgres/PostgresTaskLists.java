package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Task;
import macaw.labeling.tasks.TaskLists;

/** Lists of tasks in PostgreSQL. */
public final class PostgresTaskLists implements TaskLists {
    private static final String LINES = """
            with line as (
                select t.*, p.text, p.category, j.k,
                       case when t.state = 'OPEN' and not t.gold and t.available_from > :now then 'LEASED'
                            else t.state end as shown
                from task t
                join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                join project j on j.namespace = t.namespace and j.name = t.project
                where t.namespace = :namespace and t.project = :project and t.position > :after
                  and (t.gold or not :gold)),
            page as (
                select * from line where shown = coalesce(cast(:state as text), shown)
                order by position limit :limit)
            select page.*, o.outputs,
                   coalesce(o.outputs < page.k and page.state <> 'COLLECTING', false) as short,
                   s.counting, s.sent_back, s.surplus, s.excluded, f.flags, a.assigned
            from page
            cross join lateral (
                select count(*) as outputs from output o
                where o.namespace = page.namespace and o.task_id = page.id) o
            cross join lateral (
                select count(*) filter (where s.state = 'COUNTING') as counting,
                       count(*) filter (where s.state = 'SENT_BACK') as sent_back,
                       count(*) filter (where s.state = 'SURPLUS') as surplus,
                       count(*) filter (where s.state = 'EXCLUDED') as excluded
                from submission s
                where s.namespace = page.namespace and s.task_id = page.id and not s.adjudication) s
            cross join lateral (
                select count(*) as flags from flag f
                where f.namespace = page.namespace and f.task_id = page.id and f.resolved_at is null) f
            cross join lateral (
                select array(select l.pseudonym from assignment a
                             join labeler l on l.namespace = a.namespace and l.id = a.labeler_id
                             where a.namespace = page.namespace and a.task_id = page.id
                               and not exists (select 1 from submission s
                                               where s.namespace = a.namespace and s.task_id = a.task_id
                                                 and s.labeler_id = a.labeler_id and s.state <> 'SENT_BACK')
                             order by l.pseudonym) as assigned) a
            order by page.position""";

    private final Database database;
    private final InstantSource clock;

    public PostgresTaskLists(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Line> after(Project project, Optional<State> state, boolean goldOnly, long position, int limit) {
        return database.inTransaction(handle -> handle.createQuery(LINES)
                .bind("now", clock.instant())
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("after", position)
                .bind("gold", goldOnly)
                .bind("state", state.map(Enum::name).orElse(null))
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list());
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getObject("id", UUID.class),
                row.getLong("position"),
                row.getString("prompt_id"),
                row.getString("text"),
                row.getString("category"),
                State.valueOf(row.getString("shown")),
                row.getTimestamp("closed_at") != null,
                row.getBoolean("gold"),
                row.getInt("outputs"),
                row.getBoolean("short"),
                row.getInt("counting"),
                row.getInt("sent_back"),
                row.getInt("surplus"),
                row.getInt("excluded"),
                row.getInt("flags"),
                Arrays.asList((String[]) row.getArray("assigned").getArray()));
    }

    @Override
    public Task get(String namespace, UUID task) {
        return database.inTransaction(handle -> TaskRows.read(handle, namespace, task));
    }
}
