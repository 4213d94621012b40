package macaw.labeling.postgres;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.GuidelinesVersion;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.SettingsStore;
import macaw.records.VersionName;
import org.jdbi.v3.core.Handle;

/** Projects' settings in PostgreSQL. */
public final class PostgresSettings implements SettingsStore {
    private final Database database;
    private final InstantSource clock;

    public PostgresSettings(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Project change(String namespace, String name, UnaryOperator<Project> decision) {
        return database.inTransaction(handle -> {
            lock(handle, namespace, name);
            Project before = PostgresProjects.find(handle, namespace, name).orElseThrow();
            Project after = decision.apply(before);
            if (!after.equals(before)) {
                save(handle, after);
            }
            if (after.guidelines().version() != before.guidelines().version()) {
                PostgresProjects.insertGuidelines(handle, after);
            }
            if (!after.staffing().members().equals(before.staffing().members())) {
                dropMembers(handle, after);
                PostgresProjects.insertMembers(handle, after);
            }
            return after;
        });
    }

    /** Not FOR UPDATE: a new prompt or submission, which refers to the project's row, has nothing to wait for. */
    private static void lock(Handle handle, String namespace, String name) {
        boolean isThere = handle.createQuery(
                        "select 1 from project where namespace = :namespace and name = :name for no key update")
                .bind("namespace", namespace)
                .bind("name", name)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!isThere) {
            throw new CodedException(
                    ErrorCode.PROJECT_UNKNOWN, "no project \"" + name + "\" in namespace \"" + namespace + "\"");
        }
    }

    private static void save(Handle handle, Project project) {
        var staffing = project.staffing();
        handle.createUpdate("""
                        update project
                        set overlap = :overlap, guidelines = :guidelines, guidelines_version = :version, state = :state,
                            everyone = :everyone, gold_share = :gold, screening_tasks = :screening,
                            screening_threshold = :threshold
                        where namespace = :namespace and name = :name""")
                .bind("namespace", project.namespace())
                .bind("name", project.name())
                .bind("overlap", project.overlap())
                .bind("guidelines", project.guidelines().text())
                .bind("version", project.guidelines().version())
                .bind("state", project.state().name())
                .bind("everyone", staffing.everyone())
                .bind("gold", staffing.goldShare())
                .bind("screening", staffing.screeningTasks())
                .bind("threshold", staffing.screeningThreshold())
                .execute();
        switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> {}
            case Project.Work.Comparisons(int k, var policies, var sampling, String form) ->
                handle.createUpdate("""
                                update project
                                set policies = :policies, sampling = cast(:sampling as jsonb), form_version = :form
                                where namespace = :namespace and name = :name""")
                        .bind("namespace", project.namespace())
                        .bind("name", project.name())
                        .bindArray(
                                "policies",
                                String.class,
                                policies.stream().map(VersionName::toString).toList())
                        .bind("sampling", Json.write(sampling))
                        .bind("form", form)
                        .execute();
        }
    }

    private static void dropMembers(Handle handle, Project project) {
        handle.createUpdate("delete from project_member where namespace = :namespace and project = :project")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .execute();
    }

    @Override
    public void settleTasks(Project project) {
        List<UUID> tasks = database.inTransaction(handle -> handle.createQuery("""
                        select id from task
                        where namespace = :namespace and project = :project and state in ('OPEN', 'DONE')
                        order by position""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .mapTo(UUID.class)
                .list());
        for (UUID task : tasks) {
            database.inTransaction(handle -> {
                if (Places.lock(handle, project.namespace(), task)) {
                    Places.settle(handle, project.namespace(), task, clock.instant());
                }
                return task;
            });
        }
    }

    @Override
    public List<GuidelinesVersion> guidelines(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select version, text, recorded_at from guidelines
                        where namespace = :namespace and project = :project order by version desc""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> new GuidelinesVersion(
                        row.getInt("version"),
                        row.getString("text"),
                        row.getTimestamp("recorded_at").toInstant()))
                .list());
    }
}
