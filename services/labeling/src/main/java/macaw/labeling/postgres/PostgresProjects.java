package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.labeling.projects.Progress;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectStore;
import macaw.labeling.projects.TaskKind;
import macaw.records.Sampling;
import macaw.records.VersionName;
import org.jdbi.v3.core.Handle;

/** Projects in PostgreSQL. */
public final class PostgresProjects implements ProjectStore {
    private static final TypeReference<Sampling> SAMPLING = new TypeReference<>() {};

    private final Database database;
    private final InstantSource clock;

    public PostgresProjects(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Project addIfAbsent(Project project) {
        return database.inTransaction(handle -> {
            insert(handle, project);
            return find(handle, project.namespace(), project.name()).orElseThrow();
        });
    }

    private static void insert(Handle handle, Project project) {
        var insert = handle.createUpdate("""
                        insert into project
                            (namespace, name, kind, overlap, guidelines, k, policies, sampling, form_version)
                        values (:namespace, :name, :kind, :overlap, :guidelines,
                                :k, :policies, cast(:sampling as jsonb), :form)
                        on conflict do nothing""")
                .bind("namespace", project.namespace())
                .bind("name", project.name())
                .bind("kind", project.kind().name())
                .bind("overlap", project.overlap())
                .bind("guidelines", project.guidelines());
        switch (project.work()) {
            case Project.Work.Demonstrations() ->
                insert.bind("k", (Integer) null)
                        .bindArray("policies", String.class, List.of())
                        .bind("sampling", (String) null)
                        .bind("form", (String) null);
            case Project.Work.Comparisons(int k, var policies, var sampling, String form) ->
                insert.bind("k", k)
                        .bindArray(
                                "policies",
                                String.class,
                                policies.stream().map(VersionName::toString).toList())
                        .bind("sampling", Json.write(sampling))
                        .bind("form", form);
        }
        insert.execute();
    }

    @Override
    public Optional<Project> find(String namespace, String name) {
        return database.inTransaction(handle -> find(handle, namespace, name));
    }

    static Optional<Project> find(Handle handle, String namespace, String name) {
        return handle.createQuery("select * from project where namespace = :namespace and name = :name")
                .bind("namespace", namespace)
                .bind("name", name)
                .map((row, context) -> project(row))
                .findOne();
    }

    @Override
    public List<Project> list(String namespace) {
        return database.inTransaction(
                handle -> handle.createQuery("select * from project where namespace = :namespace order by name")
                        .bind("namespace", namespace)
                        .map((row, context) -> project(row))
                        .list());
    }

    private static Project project(ResultSet row) throws SQLException {
        Project.Work work = switch (TaskKind.valueOf(row.getString("kind"))) {
            case DEMONSTRATION -> new Project.Work.Demonstrations();
            case COMPARISON ->
                new Project.Work.Comparisons(
                        row.getInt("k"),
                        Stream.of((String[]) row.getArray("policies").getArray())
                                .map(VersionName::parse)
                                .toList(),
                        Json.read(row.getString("sampling"), SAMPLING),
                        row.getString("form_version"));
        };
        return new Project(
                row.getString("namespace"),
                row.getString("name"),
                row.getInt("overlap"),
                row.getString("guidelines"),
                work);
    }

    @Override
    public Progress progress(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        with tasks as (
                            select state, state = 'OPEN' and available_from > :now as held
                            from task where namespace = :namespace and project = :project),
                        submissions as (
                            select l.simulated
                            from submission s
                            join task t on t.namespace = s.namespace and t.id = s.task_id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            where s.namespace = :namespace and t.project = :project and s.state <> 'WITHDRAWN')
                        select count(*) as prompts,
                               count(*) filter (where state in ('COLLECTING', 'SET_ASIDE')) as collecting,
                               count(*) filter (where state = 'OPEN' and not held) as open,
                               count(*) filter (where held) as leased,
                               count(*) filter (where state = 'DONE') as done,
                               (select count(*) from submissions) as submissions,
                               (select count(*) from submissions where simulated) as simulated
                        from tasks""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("now", clock.instant())
                .map((row, context) -> new Progress(
                        row.getInt("prompts"),
                        row.getInt("collecting"),
                        row.getInt("open"),
                        row.getInt("leased"),
                        row.getInt("done"),
                        row.getInt("submissions"),
                        row.getInt("simulated")))
                .one());
    }
}
