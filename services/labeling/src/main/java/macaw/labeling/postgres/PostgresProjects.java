package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Progress;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectStore;
import macaw.labeling.projects.Staffing;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.projects.TasksDone;
import macaw.records.Sampling;
import macaw.records.VersionName;
import org.jdbi.v3.core.Handle;

/** Projects in PostgreSQL. */
public final class PostgresProjects implements ProjectStore {
    private static final TypeReference<Sampling> SAMPLING = new TypeReference<>() {};

    private static final String PROJECT = """
            select p.*, array(select l.pseudonym from project_member m
                              join labeler l on l.namespace = m.namespace and l.id = m.labeler_id
                              where m.namespace = p.namespace and m.project = p.name) as members
            from project p""";

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
                            (namespace, name, kind, overlap, guidelines, k, policies, sampling, form_version,
                             everyone, gold_share, screening_tasks, screening_threshold)
                        values (:namespace, :name, :kind, :overlap, :guidelines,
                                :k, :policies, cast(:sampling as jsonb), :form,
                                :everyone, :gold, :screening, :threshold)
                        on conflict do nothing""")
                .bind("namespace", project.namespace())
                .bind("name", project.name())
                .bind("kind", project.kind().name())
                .bind("overlap", project.overlap())
                .bind("guidelines", project.guidelines().text())
                .bind("everyone", project.staffing().everyone())
                .bind("gold", project.staffing().goldShare())
                .bind("screening", project.staffing().screeningTasks())
                .bind("threshold", project.staffing().screeningThreshold());
        switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() ->
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
        if (insert.execute() > 0) {
            insertGuidelines(handle, project);
            insertMembers(handle, project);
        }
    }

    static void insertGuidelines(Handle handle, Project project) {
        handle.createUpdate("""
                        insert into guidelines (namespace, project, version, text)
                        values (:namespace, :project, :version, :text)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("version", project.guidelines().version())
                .bind("text", project.guidelines().text())
                .execute();
    }

    static void insertMembers(Handle handle, Project project) {
        int found = handle.createUpdate("""
                        insert into project_member (namespace, project, labeler_id)
                        select namespace, :project, id from labeler
                        where namespace = :namespace and pseudonym = any(:pseudonyms)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("pseudonyms", String.class, project.staffing().members())
                .execute();
        if (found < project.staffing().members().size()) {
            throw new CodedException(
                    ErrorCode.LABELER_UNKNOWN, "members names a pseudonym that no labeler of the namespace has");
        }
    }

    @Override
    public Optional<Project> find(String namespace, String name) {
        return database.inTransaction(handle -> find(handle, namespace, name));
    }

    static Optional<Project> find(Handle handle, String namespace, String name) {
        return handle.createQuery(PROJECT + " where p.namespace = :namespace and p.name = :name")
                .bind("namespace", namespace)
                .bind("name", name)
                .map((row, context) -> project(row))
                .findOne();
    }

    @Override
    public List<Project> list(String namespace) {
        return database.inTransaction(
                handle -> handle.createQuery(PROJECT + " where p.namespace = :namespace order by p.name")
                        .bind("namespace", namespace)
                        .map((row, context) -> project(row))
                        .list());
    }

    private static Project project(ResultSet row) throws SQLException {
        Project.Work work = switch (TaskKind.valueOf(row.getString("kind"))) {
            case PROMPT -> new Project.Work.Prompts();
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
                new Project.Guidelines(row.getInt("guidelines_version"), row.getString("guidelines")),
                work,
                new Staffing(
                        row.getBoolean("everyone"),
                        new TreeSet<>(
                                Arrays.asList((String[]) row.getArray("members").getArray())),
                        row.getDouble("gold_share"),
                        row.getInt("screening_tasks"),
                        row.getDouble("screening_threshold")),
                Project.State.valueOf(row.getString("state")));
    }

    @Override
    public Progress progress(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        with tasks as (
                            select state, gold, state = 'OPEN' and available_from > :now as held
                            from task where namespace = :namespace and project = :project),
                        submissions as (
                            select count(*) as submissions, count(*) filter (where l.simulated) as simulated
                            from submission s
                            join task t on t.namespace = s.namespace and t.id = s.task_id
                            join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                            where s.namespace = :namespace and t.namespace = :namespace and t.project = :project
                              and s.state <> 'WITHDRAWN')
                        select count(*) filter (where not gold) as prompts,
                               count(*) filter (where not gold and state in ('COLLECTING', 'SET_ASIDE')) as collecting,
                               count(*) filter (where not gold and state = 'OPEN' and not held) as open,
                               count(*) filter (where not gold and held) as leased,
                               count(*) filter (where not gold and state = 'DONE') as done,
                               count(*) filter (where gold) as gold,
                               (select submissions from submissions) as submissions,
                               (select simulated from submissions) as simulated
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
                        row.getInt("simulated"),
                        row.getInt("gold")))
                .one());
    }

    @Override
    public Map<String, TasksDone> tasksDone(String namespace) {
        return database.inTransaction(handle -> {
            Map<String, TasksDone> done = new HashMap<>();
            handle.createQuery("""
                            select project, count(*) filter (where state = 'DONE') as done, count(*) as tasks
                            from task where namespace = :namespace and not gold group by project""")
                    .bind("namespace", namespace)
                    .map((row, context) ->
                            Map.entry(row.getString("project"), new TasksDone(row.getInt("done"), row.getInt("tasks"))))
                    .forEach(project -> done.put(project.getKey(), project.getValue()));
            return done;
        });
    }
}
