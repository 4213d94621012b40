package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Summary;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Snapshots without their lines, read and written, and what belongs into one. */
final class SnapshotRows {
    private static final TypeReference<Summary> SUMMARY = new TypeReference<>() {};

    private SnapshotRows() {}

    /** What counts and the filters let through, in the order of a snapshot. */
    static List<UUID> counting(Handle handle, Project project, Filters filters) {
        return handle.createQuery("""
                        select s.id from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        where s.namespace = :namespace and t.project = :project and s.state = 'COUNTING'
                          and p.withdrawn_at is null and l.withdrawn_at is null
                          and g.split = any(:splits)
                          and (cardinality(:categories) = 0 or p.category = any(:categories))
                          and (cardinality(:languages) = 0 or p.language = any(:languages))
                          and (cardinality(:sources) = 0 or p.source = any(:sources))
                          and (cardinality(:labelers) = 0 or l.pseudonym = any(:labelers))
                          and (:programs or not l.simulated)
                          and s.submitted_at >= coalesce(cast(:from as timestamptz), '-infinity')
                          and s.submitted_at < coalesce(cast(:until as timestamptz), 'infinity')
                          and (s.adjudication or not :prefer or not exists (
                              select 1 from submission a
                              where a.namespace = s.namespace and a.task_id = s.task_id
                                and a.adjudication and a.state = 'COUNTING'))
                        order by s.submitted_at, s.id""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("splits", String.class, names(filters.splits()))
                .bindArray("categories", String.class, filters.categories())
                .bindArray("languages", String.class, filters.languages())
                .bindArray("sources", String.class, filters.sources())
                .bindArray("labelers", String.class, filters.labelers())
                .bind("programs", filters.simulated() == Filters.Simulated.INCLUDE)
                .bind("from", filters.from().orElse(null))
                .bind("until", filters.until().orElse(null))
                .bind("prefer", filters.adjudicated() == Filters.Adjudicated.PREFER)
                .mapTo(UUID.class)
                .list();
    }

    /** What had been taken back by now. */
    static Summary.Withdrawn withdrawn(Handle handle, Project project) {
        return handle.createQuery("""
                        select (select count(*) from submission s
                                join task t on t.namespace = s.namespace and t.id = s.task_id
                                where s.namespace = :namespace and t.project = :project
                                  and s.state = 'WITHDRAWN') as submissions,
                               (select count(*) from prompt p
                                where p.namespace = :namespace and p.project = :project
                                  and p.withdrawn_at is not null) as prompts,
                               (select count(*) from labeler l
                                where l.namespace = :namespace and l.withdrawn_at is not null) as labelers""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> new Summary.Withdrawn(
                        row.getLong("submissions"), row.getLong("prompts"), row.getLong("labelers")))
                .one();
    }

    static void insert(Handle handle, Snapshot snapshot) {
        Filters filters = snapshot.filters();
        handle.createUpdate("""
                        insert into snapshot (namespace, id, project, splits, categories, languages, sources, labelers,
                                              simulated, submitted_from, submitted_until, adjudicated, records,
                                              sha256, line_schema, summary, created_at)
                        values (:namespace, :id, :project, :splits, :categories, :languages, :sources, :labelers,
                                :simulated, :from, :until, :adjudicated, :records,
                                :sha256, :schema, cast(:summary as jsonb), :created)""")
                .bind("namespace", snapshot.namespace())
                .bind("id", snapshot.id())
                .bind("project", snapshot.project())
                .bindArray("splits", String.class, names(filters.splits()))
                .bindArray("categories", String.class, filters.categories())
                .bindArray("languages", String.class, filters.languages())
                .bindArray("sources", String.class, filters.sources())
                .bindArray("labelers", String.class, filters.labelers())
                .bind("simulated", filters.simulated().name())
                .bind("from", filters.from().orElse(null))
                .bind("until", filters.until().orElse(null))
                .bind("adjudicated", filters.adjudicated().name())
                .bind("records", snapshot.records())
                .bind("sha256", snapshot.sha256())
                .bind("schema", snapshot.lineSchema())
                .bind("summary", snapshot.summary().map(Json::write).orElse(null))
                .bind("created", snapshot.createdAt())
                .execute();
    }

    private static List<String> names(Collection<Split> splits) {
        return splits.stream().map(Split::name).toList();
    }

    static Optional<Snapshot> find(Handle handle, String namespace, String id) {
        return handle.createQuery("""
                        select s.*, p.kind from snapshot s
                        join project p on p.namespace = s.namespace and p.name = s.project
                        where s.namespace = :namespace and s.id = :id""")
                .bind("namespace", namespace)
                .bind("id", id)
                .map((row, context) -> snapshot(row))
                .findOne();
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        return new Snapshot(
                row.getString("namespace"),
                row.getString("id"),
                row.getString("project"),
                TaskKind.valueOf(row.getString("kind")),
                new Filters(
                        Filters.sorted(texts(row, "splits").map(Split::valueOf).collect(Collectors.toSet())),
                        words(row, "categories"),
                        words(row, "languages"),
                        words(row, "sources"),
                        words(row, "labelers"),
                        Filters.Simulated.valueOf(row.getString("simulated")),
                        time(row.getTimestamp("submitted_from")),
                        time(row.getTimestamp("submitted_until")),
                        Filters.Adjudicated.valueOf(row.getString("adjudicated"))),
                row.getLong("records"),
                row.getString("sha256"),
                row.getInt("line_schema"),
                Optional.ofNullable(row.getString("summary")).map(json -> Json.read(json, SUMMARY)),
                row.getTimestamp("created_at").toInstant());
    }

    private static SortedSet<String> words(ResultSet row, String column) throws SQLException {
        return Filters.sorted(texts(row, column).toList());
    }

    private static Stream<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Stream.of((String[]) array.getArray());
    }

    private static Optional<Instant> time(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }
}
