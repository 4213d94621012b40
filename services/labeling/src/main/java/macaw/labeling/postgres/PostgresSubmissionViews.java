package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionFilter;
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
    public List<SubmissionView> latest(Project project, SubmissionFilter filter, int offset, int limit) {
        return database.inTransaction(handle -> {
            List<SubmissionView> views = handle.createQuery("""
                            select s.*, t.prompt_id, p.text, l.name, l.pseudonym, l.simulated from submission s
                            join task t on t.namespace = s.namespace and t.id = s.task_id
                            join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            where s.namespace = :namespace and t.project = :project
                              and (cast(:state as text) is null or s.state = :state)
                              and (cast(:labeler as text) is null or l.pseudonym = :labeler)
                              and (cast(:prompt as text) is null or t.prompt_id = :prompt)
                            order by s.submitted_at desc, s.id limit :limit offset :offset""")
                    .bind("namespace", project.namespace())
                    .bind("project", project.name())
                    .bind("state", filter.state().map(Enum::name).orElse(null))
                    .bind("labeler", filter.labeler().orElse(null))
                    .bind("prompt", filter.prompt().orElse(null))
                    .bind("limit", limit)
                    .bind("offset", offset)
                    .map((row, context) -> view(row))
                    .list();
            List<UUID> ids = views.stream().map(SubmissionView::id).toList();
            Map<UUID, List<SubmissionView.RankedOutput>> ranked = ranked(handle, project.namespace(), ids);
            Map<UUID, List<SubmissionView.Review>> reviews = reviews(handle, project.namespace(), ids);
            return views.stream()
                    .map(view -> view.with(
                            ranked.getOrDefault(view.id(), List.of()), reviews.getOrDefault(view.id(), List.of())))
                    .toList();
        });
    }

    private static SubmissionView view(ResultSet row) throws SQLException {
        Submission submission = SubmissionRows.submission(row);
        Optional<Content> text = SubmissionRows.text(row);
        return new SubmissionView(
                submission.id(),
                submission.task(),
                row.getString("prompt_id"),
                row.getString("text"),
                row.getString("pseudonym"),
                row.getString("name"),
                row.getBoolean("simulated"),
                submission.state(),
                submission.cause(),
                submission.revision(),
                submission.adjudication(),
                submission.submittedAt(),
                submission.durationMillis(),
                submission.comment(),
                Optional.ofNullable(row.getString("response")).orElse(""),
                text.filter(Content.WrittenPrompt.class::isInstance)
                        .map(Content.WrittenPrompt.class::cast)
                        .orElse(null),
                List.of(),
                List.of());
    }

    private static Map<UUID, List<SubmissionView.Review>> reviews(
            Handle handle, String namespace, List<UUID> submissions) {
        Map<UUID, List<SubmissionView.Review>> reviews = new HashMap<>();
        handle.createQuery("""
                        select submission_id, action, reviewer, comment, decided_at from review
                        where namespace = :namespace and submission_id = any(:submissions) order by id""")
                .bind("namespace", namespace)
                .bindArray("submissions", UUID.class, submissions)
                .map((row, context) -> Map.entry(
                        row.getObject("submission_id", UUID.class),
                        new SubmissionView.Review(
                                row.getString("action").toLowerCase(Locale.ROOT),
                                row.getString("reviewer"),
                                row.getString("comment"),
                                row.getTimestamp("decided_at").toInstant())))
                .forEach(review -> reviews.computeIfAbsent(review.getKey(), id -> new ArrayList<>())
                        .add(review.getValue()));
        return reviews;
    }

    private static Map<UUID, List<SubmissionView.RankedOutput>> ranked(
            Handle handle, String namespace, List<UUID> submissions) {
        Map<UUID, List<SubmissionView.RankedOutput>> ranked = new HashMap<>();
        handle.createQuery("""
                        select j.submission_id, j.output_id, j.rank, j.overall, j.answers, o.text, o.imported_from,
                               d.policy_name, d.policy_number
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
                row.getObject("output_id", UUID.class),
                row.getInt("rank") + 1,
                row.getInt("overall"),
                SubmissionRows.answers(row),
                row.getString("text"),
                row.getString("policy_name") == null
                        ? row.getString("imported_from")
                        : row.getString("policy_name") + "@" + row.getLong("policy_number"));
    }
}
