package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import macaw.labeling.projects.Project;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.GoldAgreement;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.quality.Judgement;
import macaw.labeling.quality.JudgingLabeler;
import macaw.labeling.quality.LabelerQuality;
import macaw.labeling.quality.QualityFilter;
import macaw.labeling.quality.QualityStore;
import macaw.labeling.ranking.Ranking;
import org.jdbi.v3.core.statement.Query;

/** Recorded judgement, read from PostgreSQL. */
public final class PostgresQuality implements QualityStore {
    private static final TypeReference<List<List<UUID>>> RANKING = new TypeReference<>() {};
    private static final int ROWS_AT_A_TIME = 2_000;

    private final Database database;

    public PostgresQuality(Database database) {
        this.database = database;
    }

    @Override
    public Stamp stamp(Project project) {
        return database.inTransaction(handle -> bound(handle.createQuery("""
                        select count(s.id) as submissions, coalesce(sum(s.revision), 0) as revisions,
                               count(distinct t.id) filter (where p.withdrawn_at is not null) as withdrawn,
                               count(distinct g.task_id) as gold, coalesce(max(g.created_at), 'epoch') as gold_since
                        from task t
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        left join submission s on s.namespace = t.namespace and s.task_id = t.id
                        left join gold g on g.namespace = t.namespace and g.task_id = t.id
                        where t.namespace = :namespace and t.project = :project"""), project)
                .map((row, context) -> new Stamp(
                        row.getLong("submissions"),
                        row.getLong("revisions"),
                        row.getLong("withdrawn"),
                        row.getLong("gold"),
                        row.getTimestamp("gold_since").toInstant()))
                .one());
    }

    private static Query bound(Query query, Project project) {
        return query.bind("namespace", project.namespace()).bind("project", project.name());
    }

    /** One output's row, or a submission of text. */
    private record Row(Judgement submission, List<JudgedOutput> output) {}

    @Override
    public List<Judgement> judgements(Project project, QualityFilter filter) {
        Map<UUID, Judgement> heads = new HashMap<>();
        Map<UUID, List<JudgedOutput>> outputs = new HashMap<>();
        var reader = new JudgedRows();
        database.inTransaction(handle -> {
            Query query = bound(handle.createQuery("""
                            select s.id, s.task_id, s.submitted_at, s.duration_millis,
                                   l.pseudonym, l.name, l.simulated,
                                   j.output_id, j.rank, j.overall, j.answers,
                                   array_position(s.shown_order, j.output_id) - 1 as shown_at
                            from task t
                            join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                            join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                            join submission s on s.namespace = t.namespace and s.task_id = t.id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            left join judgement j on j.namespace = s.namespace and j.submission_id = s.id
                            where t.namespace = :namespace and t.project = :project and p.withdrawn_at is null
                              and s.state = 'COUNTING' and not s.adjudication
                              -- a comparison that was imported without ratings says too little to be measured
                              and (j.submission_id is null or j.overall is not null)
                              and (:everySplit or g.split = any(:splits))
                              and l.simulated = any(:simulated)
                              and s.submitted_at >= coalesce(cast(:from as timestamptz), '-infinity')
                              and s.submitted_at < coalesce(cast(:until as timestamptz), 'infinity')"""), project)
                    .bind("everySplit", filter.splits().isEmpty())
                    .bindArray(
                            "splits",
                            String.class,
                            filter.splits().stream().map(Enum::name).toList())
                    .bindArray("simulated", Boolean.class, simulated(filter))
                    .bind("from", filter.from().orElse(null))
                    .bind("until", filter.until().orElse(null))
                    .setFetchSize(ROWS_AT_A_TIME);
            try (Stream<Row> rows = query.map((row, context) -> row(reader, row)).stream()) {
                rows.forEach(row -> {
                    heads.putIfAbsent(row.submission().submission(), row.submission());
                    outputs.computeIfAbsent(row.submission().submission(), id -> new ArrayList<>())
                            .addAll(row.output());
                });
            }
            return heads.size();
        });
        return heads.values().stream()
                .map(head -> new Judgement(
                        head.submission(),
                        head.task(),
                        head.labeler(),
                        head.submittedAt(),
                        head.durationMillis(),
                        outputs.getOrDefault(head.submission(), List.of())))
                .sorted(Comparator.comparing(Judgement::task).thenComparing(Judgement::submission))
                .toList();
    }

    private static Row row(JudgedRows reader, ResultSet row) throws SQLException {
        var head = new Judgement(
                row.getObject("id", UUID.class),
                row.getObject("task_id", UUID.class),
                reader.labeler(row),
                row.getTimestamp("submitted_at").toInstant(),
                row.getInt("duration_millis"),
                List.of());
        return new Row(head, row.getObject("output_id") == null ? List.of() : List.of(reader.output(row)));
    }

    private static List<Boolean> simulated(QualityFilter filter) {
        return switch (filter.simulated()) {
            case INCLUDE -> List.of(true, false);
            case EXCLUDE -> List.of(false);
            case ONLY -> List.of(true);
        };
    }

    @Override
    public List<LabelerQuality.Tried> gold(Project project, QualityFilter filter) {
        record Trial(JudgingLabeler labeler, List<List<UUID>> gold, TreeMap<Integer, List<UUID>> groups) {}
        Map<UUID, Trial> trials = new HashMap<>();
        var reader = new JudgedRows();
        database.inTransaction(handle -> {
            bound(handle.createQuery("""
                            select s.id, l.pseudonym, l.name, l.simulated, g.ranking, j.output_id, j.rank
                            from task t
                            join gold g on g.namespace = t.namespace and g.task_id = t.id
                            join submission s on s.namespace = t.namespace and s.task_id = t.id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            join judgement j on j.namespace = s.namespace and j.submission_id = s.id
                            where t.namespace = :namespace and t.project = :project
                              and l.simulated = any(:simulated)
                              and s.state <> 'WITHDRAWN' and not s.adjudication and s.cause is distinct from 'CONFLICT'"""), project)
                    .bindArray("simulated", Boolean.class, simulated(filter))
                    .setFetchSize(ROWS_AT_A_TIME)
                    .map((row, context) -> {
                        UUID submission = row.getObject("id", UUID.class);
                        Trial trial = trials.get(submission);
                        if (trial == null) {
                            trial = new Trial(
                                    reader.labeler(row), Json.read(row.getString("ranking"), RANKING), new TreeMap<>());
                            trials.put(submission, trial);
                        }
                        trial.groups()
                                .computeIfAbsent(row.getInt("rank"), rank -> new ArrayList<>())
                                .add(row.getObject("output_id", UUID.class));
                        return submission;
                    })
                    .list();
            return trials.size();
        });
        Map<JudgingLabeler, GoldAgreement> agreements = new HashMap<>();
        for (Trial trial : trials.values()) {
            agreements.merge(
                    trial.labeler(),
                    GoldAgreement.of(
                            new Ranking(trial.gold()),
                            new Ranking(List.copyOf(trial.groups().values()))),
                    GoldAgreement::plus);
        }
        return agreements.entrySet().stream()
                .map(entry -> new LabelerQuality.Tried(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public List<Dispute> disputes(Project project, Collection<UUID> tasks) {
        return database.atOneMoment(handle -> DisputeRows.read(handle, project, tasks));
    }
}
