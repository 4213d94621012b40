package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.gold.Screening;
import macaw.labeling.gold.ScreeningStore;
import macaw.labeling.hours.HoursStore;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Per;
import macaw.labeling.hours.Span;
import macaw.labeling.hours.Work;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import org.jdbi.v3.core.Handle;

/** Hours in PostgreSQL. */
public final class PostgresHours implements HoursStore {
    private static final String WORK = """
            select s.labeler_id,
                   case cast(:per as text)
                       when 'DAY' then to_char(s.submitted_at at time zone 'UTC', 'YYYY-MM-DD')
                       when 'MONTH' then to_char(s.submitted_at at time zone 'UTC', 'YYYY-MM') end as period,
                   count(*) as tasks,
                   count(*) filter (where s.state = 'COUNTING') as counting,
                   count(*) filter (where s.state = 'SENT_BACK') as sent_back,
                   count(*) filter (where s.state = 'SURPLUS') as surplus,
                   count(*) filter (where s.state = 'EXCLUDED') as excluded,
                   sum(s.duration_millis) as total_millis,
                   round(percentile_cont(0.5) within group (order by s.duration_millis)) as median_millis,
                   max(s.submitted_at) as last_at
            from submission s join task t on t.namespace = s.namespace and t.id = s.task_id
            where s.namespace = :namespace and t.project = :project
              and not s.adjudication and s.cause is distinct from 'CONFLICT'
              and s.submitted_at >= coalesce(cast(:from as timestamptz), '-infinity')
              and s.submitted_at < coalesce(cast(:until as timestamptz), 'infinity')
            group by 1, 2 order by 2 desc""";

    private final Database database;

    public PostgresHours(Database database) {
        this.database = database;
    }

    @Override
    public List<LabelerHours> of(Project project, Span span, Per per) {
        return database.atOneMoment(handle -> {
            Map<UUID, List<Work>> totals = work(handle, project, span, Per.TOTAL);
            Map<UUID, List<Work>> periods = per == Per.TOTAL ? Map.of() : work(handle, project, span, per);
            Map<UUID, List<ScreeningStore.Tried>> tried = PostgresScreening.tried(handle, project, Optional.empty());
            return handle.createQuery("""
                            select l.*,
                                   exists (select 1 from screening_passed q
                                           where q.namespace = l.namespace and q.project = :project
                                             and q.labeler_id = l.id) as passed
                            from labeler l
                            where l.namespace = :namespace
                              and (l.id = any(:workers) or l.pseudonym = any(:members))
                            order by l.name, l.pseudonym""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bindArray("workers", UUID.class, totals.keySet())
                    .bindArray("members", String.class, project.staffing().members())
                    .map((row, context) -> {
                        Labeler labeler = PostgresLabelers.labeler(row);
                        return new LabelerHours(
                                labeler,
                                project.staffing().admits(labeler.pseudonym()),
                                project.staffing().screeningTasks() == 0 || row.getBoolean("passed"),
                                Screening.Result.of(tried.getOrDefault(labeler.id(), List.of())),
                                totals.getOrDefault(labeler.id(), List.of(Work.NONE))
                                        .getFirst(),
                                periods.getOrDefault(labeler.id(), List.of()));
                    })
                    .list();
        });
    }

    private static Map<UUID, List<Work>> work(Handle handle, Project project, Span span, Per per) {
        Map<UUID, List<Work>> byLabeler = new HashMap<>();
        handle.createQuery(WORK)
                .bind("per", per.name())
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("from", span.from().orElse(null))
                .bind("until", span.until().orElse(null))
                .map((row, context) -> Map.entry(row.getObject("labeler_id", UUID.class), work(row)))
                .forEach(entry -> byLabeler
                        .computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue()));
        return byLabeler;
    }

    private static Work work(ResultSet row) throws SQLException {
        Optional<Instant> last =
                Optional.ofNullable(row.getTimestamp("last_at")).map(Timestamp::toInstant);
        return new Work(
                row.getString("period"),
                row.getInt("tasks"),
                row.getInt("counting"),
                row.getInt("sent_back"),
                row.getInt("surplus"),
                row.getInt("excluded"),
                row.getLong("total_millis"),
                row.getLong("median_millis"),
                last.orElse(null));
    }
}
