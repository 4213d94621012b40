package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.tasks.Task;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import org.jdbi.v3.core.Handle;

/** Tasks read whole, many at a time. */
final class TaskRows {
    static final String PROMPT = """
            select p.*, g.split from prompt p
            join prompt_group g on g.namespace = p.namespace and g.name = p.group_name""";

    private TaskRows() {}

    static Task read(Handle handle, String namespace, UUID task) {
        return Optional.ofNullable(read(handle, namespace, List.of(task)).get(task))
                .orElseThrow(() -> unknown(task));
    }

    static CodedException unknown(UUID task) {
        return new CodedException(ErrorCode.TASK_UNKNOWN, "no task " + task);
    }

    /** The task with guidelines and form in these versions. */
    static Task read(Handle handle, String namespace, UUID task, Terms terms) {
        Task current = read(handle, namespace, task);
        if (current.terms().equals(terms)) {
            return current;
        }
        Project project = current.project();
        String text = handle.createQuery("""
                        select text from guidelines
                        where namespace = :namespace and project = :project and version = :version""")
                .bind("namespace", namespace)
                .bind("project", project.name())
                .bind("version", terms.guidelinesVersion())
                .mapTo(String.class)
                .one();
        return new Task(
                task,
                project.with(new Project.Guidelines(terms.guidelinesVersion(), text)),
                current.prompt(),
                current.outputs(),
                Optional.ofNullable(terms.form())
                        .map(form -> PostgresForms.find(handle, namespace, form).orElseThrow()),
                current.closed());
    }

    /** A task's row. */
    private record Found(UUID task, Prompt prompt, boolean closed) {}

    static Map<UUID, Task> read(Handle handle, String namespace, Collection<UUID> tasks) {
        Map<UUID, List<Output>> outputs = outputs(handle, namespace, tasks);
        Map<String, Project> projects = new HashMap<>();
        Map<String, Optional<FormSchema>> forms = new HashMap<>();
        Map<UUID, Task> read = new HashMap<>();
        handle.createQuery("""
                        select t.id as task_id, t.closed_at is not null as closed, p.*, g.split from task t
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        where t.namespace = :namespace and t.id = any(:tasks)""")
                .bind("namespace", namespace)
                .bindArray("tasks", UUID.class, tasks)
                .map((row, context) ->
                        new Found(row.getObject("task_id", UUID.class), prompt(row), row.getBoolean("closed")))
                .list()
                .forEach(found -> {
                    Prompt prompt = found.prompt();
                    Project project = projects.computeIfAbsent(
                            prompt.project(),
                            name -> PostgresProjects.find(handle, namespace, name)
                                    .orElseThrow());
                    Optional<FormSchema> form = forms.computeIfAbsent(project.name(), name -> form(handle, project));
                    read.put(
                            found.task(),
                            new Task(
                                    found.task(),
                                    project,
                                    prompt,
                                    outputs.getOrDefault(found.task(), List.of()),
                                    form,
                                    found.closed()));
                });
        return read;
    }

    private static Optional<FormSchema> form(Handle handle, Project project) {
        return switch (project.work()) {
            case Project.Work.Prompts(), Project.Work.Demonstrations() -> Optional.empty();
            case Project.Work.Comparisons comparisons ->
                PostgresForms.find(handle, project.namespace(), comparisons.form());
        };
    }

    static Prompt prompt(ResultSet row) throws SQLException {
        return new Prompt(
                row.getString("namespace"),
                row.getString("project"),
                row.getString("id"),
                row.getString("text"),
                row.getString("category"),
                row.getString("source"),
                row.getString("language"),
                new Sensitivity(row.getBoolean("sensitive"), row.getString("content_warning")),
                row.getString("group_name"),
                Split.valueOf(row.getString("split")));
    }

    /** One output, with one of its draws where it was drawn. */
    private record DrawRow(UUID task, UUID output, String text, String importedFrom, Optional<Draw> draw) {}

    private static Map<UUID, List<Output>> outputs(Handle handle, String namespace, Collection<UUID> tasks) {
        Map<UUID, List<DrawRow>> byOutput = new LinkedHashMap<>();
        handle.createQuery("""
                        select o.task_id, o.id, o.text, o.imported_from, d.* from output o
                        left join draw d on d.namespace = o.namespace and d.output_id = o.id
                        where o.namespace = :namespace and o.task_id = any(:tasks)
                        order by o.task_id, o.position, d.position""")
                .bind("namespace", namespace)
                .bindArray("tasks", UUID.class, tasks)
                .map((row, context) -> new DrawRow(
                        row.getObject("task_id", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getString("text"),
                        row.getString("imported_from"),
                        draw(row)))
                .forEach(row -> byOutput.computeIfAbsent(row.output(), output -> new ArrayList<>())
                        .add(row));
        Map<UUID, List<Output>> byTask = new HashMap<>();
        byOutput.forEach((id, draws) -> {
            DrawRow first = draws.getFirst();
            byTask.computeIfAbsent(first.task(), task -> new ArrayList<>())
                    .add(new Output(
                            id,
                            first.text(),
                            draws.stream()
                                    .map(DrawRow::draw)
                                    .flatMap(Optional::stream)
                                    .toList(),
                            first.importedFrom()));
        });
        return byTask;
    }

    private static Optional<Draw> draw(ResultSet row) throws SQLException {
        if (row.getString("policy_name") == null) {
            return Optional.empty();
        }
        return Optional.of(new Draw(
                new VersionRef(
                        row.getString("policy_namespace"),
                        row.getString("policy_name"),
                        row.getLong("policy_number"),
                        row.getString("policy_manifest")),
                FinishReason.valueOf(row.getString("finish_reason")),
                row.getLong("seed"),
                row.getInt("sample")));
    }
}
