package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.submissions.SubmissionState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Tasks with their outputs and what everybody said of them: three queries, however many tasks. */
final class DisputeRows {
    private DisputeRows() {}

    static List<Dispute> read(Handle handle, Project project, Collection<UUID> tasks) {
        Map<UUID, List<Dispute.Output>> outputs = outputs(handle, project, tasks);
        Map<UUID, List<Dispute.View>> views = views(handle, project, tasks);
        return of(handle, """
                        select t.id, t.prompt_id, t.closed_at, p.text, p.category, p.language
                        from task t
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        where t.namespace = :namespace and t.project = :project and t.id = any(:tasks)""", project, tasks)
                .map((row, context) -> {
                    UUID task = row.getObject("id", UUID.class);
                    return new Dispute(
                            task,
                            row.getString("prompt_id"),
                            row.getString("text"),
                            row.getString("category"),
                            row.getString("language"),
                            row.getTimestamp("closed_at") != null,
                            outputs.getOrDefault(task, List.of()),
                            views.getOrDefault(task, List.of()));
                })
                .list();
    }

    private static Query of(Handle handle, String sql, Project project, Collection<UUID> tasks) {
        return handle.createQuery(sql)
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("tasks", UUID.class, tasks);
    }

    private static Map<UUID, List<Dispute.Output>> outputs(Handle handle, Project project, Collection<UUID> tasks) {
        Map<UUID, List<Dispute.Output>> outputs = new HashMap<>();
        of(handle, """
                        select o.task_id, o.id, o.text,
                               (select array_agg(distinct
                                            d.policy_namespace || '/' || d.policy_name || '@' || d.policy_number)
                                from draw d where d.namespace = o.namespace and d.output_id = o.id) as policies
                        from task t join output o on o.namespace = t.namespace and o.task_id = t.id
                        where t.namespace = :namespace and t.project = :project and t.id = any(:tasks)
                        order by o.task_id, o.position""", project, tasks)
                .map((row, context) -> Map.entry(
                        row.getObject("task_id", UUID.class),
                        new Dispute.Output(row.getObject("id", UUID.class), row.getString("text"), policies(row))))
                .forEach(output -> outputs.computeIfAbsent(output.getKey(), task -> new ArrayList<>())
                        .add(output.getValue()));
        return outputs;
    }

    private static List<String> policies(ResultSet row) throws SQLException {
        var policies = row.getArray("policies");
        return policies == null ? List.of() : Arrays.asList((String[]) policies.getArray());
    }

    private static Map<UUID, List<Dispute.View>> views(Handle handle, Project project, Collection<UUID> tasks) {
        var reader = new JudgedRows();
        Map<UUID, List<Dispute.View>> byTask = new HashMap<>();
        Map<UUID, List<JudgedOutput>> outputs = new HashMap<>();
        Map<UUID, Dispute.View> heads = new LinkedHashMap<>();
        Map<UUID, UUID> taskOf = new HashMap<>();
        of(handle, """
                        select s.id, s.task_id, s.state, s.adjudication, s.submitted_at, s.duration_millis, s.comment,
                               l.pseudonym, l.name, l.simulated, j.output_id, j.rank, j.overall, j.answers,
                               array_position(s.shown_order, j.output_id) - 1 as shown_at
                        from task t
                        join submission s on s.namespace = t.namespace and s.task_id = t.id
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        join judgement j on j.namespace = s.namespace and j.submission_id = s.id
                        where t.namespace = :namespace and t.project = :project and t.id = any(:tasks)
                          and s.state <> 'WITHDRAWN'
                        order by s.submitted_at, s.id, j.output_id""", project, tasks)
                .map((row, context) -> {
                    UUID submission = row.getObject("id", UUID.class);
                    if (!heads.containsKey(submission)) {
                        heads.put(submission, view(reader, row));
                        taskOf.put(submission, row.getObject("task_id", UUID.class));
                    }
                    outputs.computeIfAbsent(submission, id -> new ArrayList<>()).add(reader.output(row));
                    return submission;
                })
                .list();
        heads.forEach((submission, head) -> byTask.computeIfAbsent(taskOf.get(submission), task -> new ArrayList<>())
                .add(head.of(outputs.getOrDefault(submission, List.of()))));
        return byTask;
    }

    private static Dispute.View view(JudgedRows reader, ResultSet row) throws SQLException {
        return new Dispute.View(
                row.getObject("id", UUID.class),
                reader.labeler(row),
                SubmissionState.valueOf(row.getString("state")),
                row.getBoolean("adjudication"),
                row.getTimestamp("submitted_at").toInstant(),
                row.getInt("duration_millis"),
                row.getString("comment"),
                List.of());
    }
}
