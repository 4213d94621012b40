package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.submissions.SubmissionView;
import macaw.labeling.submissions.SubmissionViews;
import org.jdbi.v3.core.Handle;

/** What leads look at, read from PostgreSQL. */
public final class PostgresSubmissionViews implements SubmissionViews {
    private final Database database;

    public PostgresSubmissionViews(Database database) {
        this.database = database;
    }

    @Override
    public List<SubmissionView> latest(Project project, int offset, int limit) {
        return database.inTransaction(handle -> {
            List<SubmissionView> views = handle.createQuery("""
                            select s.*, t.prompt_id, p.text, l.name, l.simulated from submission s
                            join task t on t.namespace = s.namespace and t.id = s.task_id
                            join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            where s.namespace = :namespace and t.project = :project
                            order by s.submitted_at desc, s.id limit :limit offset :offset""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("limit", limit)
                    .bind("offset", offset)
                    .map((row, context) -> view(row))
                    .list();
            Map<UUID, List<SubmissionView.RankedOutput>> ranked = ranked(
                    handle,
                    project.namespace(),
                    views.stream().map(SubmissionView::id).toList());
            return views.stream()
                    .map(view -> view.withRanked(ranked.getOrDefault(view.id(), List.of())))
                    .toList();
        });
    }

    private static SubmissionView view(ResultSet row) throws SQLException {
        return new SubmissionView(
                row.getObject("id", UUID.class),
                row.getString("prompt_id"),
                row.getString("text"),
                row.getString("name"),
                row.getBoolean("simulated"),
                SubmissionState.valueOf(row.getString("state")),
                row.getTimestamp("submitted_at").toInstant(),
                row.getInt("duration_millis"),
                Optional.ofNullable(row.getString("response")).orElse(""),
                List.of());
    }

    private static Map<UUID, List<SubmissionView.RankedOutput>> ranked(
            Handle handle, String namespace, List<UUID> submissions) {
        Map<UUID, List<SubmissionView.RankedOutput>> ranked = new HashMap<>();
        handle.createQuery("""
                        select j.submission_id, j.rank, j.overall, o.text, o.imported_from, d.policy_name, d.policy_number
                        from judgement j
                        join output o on o.namespace = j.namespace and o.id = j.output_id
                        left join draw d on d.namespace = o.namespace and d.output_id = o.id and d.position = 0
                        where j.namespace = :namespace and j.submission_id = any(:submissions)
                        order by j.submission_id, j.rank, o.position""")
                .bind("namespace", namespace)
                .bindArray("submissions", UUID.class, submissions)
                .map((row, context) -> Map.entry(row.getObject("submission_id", UUID.class), rankedOutput(row)))
                .forEach(output -> ranked.computeIfAbsent(output.getKey(), id -> new ArrayList<>())
                        .add(output.getValue()));
        return ranked;
    }

    private static SubmissionView.RankedOutput rankedOutput(ResultSet row) throws SQLException {
        return new SubmissionView.RankedOutput(
                row.getInt("rank") + 1,
                row.getInt("overall"),
                row.getString("text"),
                row.getString("policy_name") == null
                        ? row.getString("imported_from")
                        : row.getString("policy_name") + "@" + row.getLong("policy_number"));
    }
}
