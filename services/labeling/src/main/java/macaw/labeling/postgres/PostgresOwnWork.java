package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import macaw.labeling.gold.Standing;
import macaw.labeling.ownwork.OwnProgress;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.ownwork.OwnWorkStore;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SubmissionState;

/** A labeler's own work, counted in PostgreSQL. */
public final class PostgresOwnWork implements OwnWorkStore {
    private final Database database;

    public PostgresOwnWork(Database database) {
        this.database = database;
    }

    @Override
    public OwnProgress progress(Project project, UUID labeler, Instant midnight, Instant anHourAgo) {
        return database.inTransaction(handle -> handle.createQuery("""
                        with own as (
                            select case when s.cause in ('GOLD', 'SCREENING') then 'COUNTING' else s.state end as state,
                                   s.submitted_at, s.duration_millis from submission s
                            join task t on t.namespace = s.namespace and t.id = s.task_id
                            where s.namespace = :namespace and s.labeler_id = :labeler and t.project = :project
                              and s.state <> 'WITHDRAWN' and not s.adjudication
                              and s.cause is distinct from 'CONFLICT'),
                        left_over as (
                            select 1 from task t
                            join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                            join project j on j.namespace = t.namespace and j.name = t.project
                            join labeler l on l.namespace = t.namespace and l.id = :labeler
                            where (not t.gold or j.gold_share > 0 or j.screening_tasks > 0) and t.namespace = :namespace and t.project = :project and t.state = 'OPEN'
                              and t.closed_at is null and p.withdrawn_at is null
                              and not (p.sensitive and l.sensitive_opt_out)
                              and not exists (select 1 from submission s
                                              where s.namespace = t.namespace and s.task_id = t.id
                                                and s.labeler_id = :labeler and s.state <> 'SENT_BACK'
                                                and s.cause is distinct from 'CONFLICT')
                              and not exists (select 1 from skip k
                                              where k.namespace = t.namespace and k.task_id = t.id and k.labeler_id = :labeler)
                              and not exists (select 1 from flag f
                                              where f.namespace = t.namespace and f.task_id = t.id and f.resolved_at is null
                                                and f.kind in ('HARMFUL', 'PRIVATE_DATA'))),
                        answered as (
                            select 1 from inquiry q
                            join task t on t.namespace = q.namespace and t.id = q.task_id
                            where q.namespace = :namespace and q.labeler_id = :labeler and t.project = :project
                              and q.answered_at is not null)
                        select count(*) as submitted,
                               count(*) filter (where state = 'COUNTING') as counting,
                               count(*) filter (where state = 'SENT_BACK') as sent_back,
                               count(*) filter (where state = 'SURPLUS') as surplus,
                               count(*) filter (where state = 'EXCLUDED') as excluded,
                               count(*) filter (where submitted_at >= :midnight) as today,
                               count(*) filter (where submitted_at > :hour) as last_hour,
                               percentile_cont(0.5) within group (order by duration_millis) as median,
                               coalesce(sum(duration_millis), 0) as total,
                               (select count(*) from left_over) as tasks_left,
                               (select count(*) from answered) as answered
                        from own""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .bind("midnight", midnight)
                .bind("hour", anHourAgo)
                .map((row, context) -> progress(row))
                .one());
    }

    private static OwnProgress progress(ResultSet row) throws SQLException {
        double median = row.getDouble("median");
        return new OwnProgress(
                row.getInt("submitted"),
                row.getInt("counting"),
                row.getInt("sent_back"),
                row.getInt("surplus"),
                row.getInt("excluded"),
                row.getInt("today"),
                row.getInt("last_hour"),
                row.getObject("median") == null ? OptionalLong.empty() : OptionalLong.of(Math.round(median)),
                row.getLong("total"),
                row.getInt("tasks_left"),
                row.getInt("answered"));
    }

    @Override
    public List<OwnSubmission> submissions(Project project, UUID labeler, int offset, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select s.id, s.task_id, s.state, s.cause, s.submitted_at, s.revision, p.text as prompt, j.kind,
                               (select r.comment from review r
                                where r.namespace = s.namespace and r.submission_id = s.id
                                  and r.action in ('SEND_BACK', 'EXCLUDE', 'COUNT')
                                order by r.id desc limit 1) as review_comment,
                               t.closed_at is not null or j.state = 'CLOSED' as closed
                        from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join project j on j.namespace = t.namespace and j.name = t.project
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        where s.namespace = :namespace and s.labeler_id = :labeler and t.project = :project
                          and not s.adjudication
                        order by s.submitted_at desc, s.id limit :limit offset :offset""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> submission(row))
                .list());
    }

    private static OwnSubmission submission(ResultSet row) throws SQLException {
        return new OwnSubmission(
                row.getObject("id", UUID.class),
                row.getObject("task_id", UUID.class),
                TaskKind.valueOf(row.getString("kind")),
                row.getString("prompt"),
                new Standing(
                        SubmissionState.valueOf(row.getString("state")),
                        Optional.ofNullable(row.getString("cause"))
                                .map(ExclusionCause::valueOf)
                                .orElse(null)),
                Optional.ofNullable(row.getString("review_comment")).orElse(""),
                row.getTimestamp("submitted_at").toInstant(),
                row.getLong("revision"),
                row.getBoolean("closed"));
    }
}
