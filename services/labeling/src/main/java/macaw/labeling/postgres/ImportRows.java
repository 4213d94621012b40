package macaw.labeling.postgres;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import macaw.labeling.exchange.ImportedLabel;
import macaw.labeling.exchange.Importing;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;
import org.jdbi.v3.core.Handle;

/** What an import's decision rests on. */
final class ImportRows {
    private ImportRows() {}

    private static List<String> promptIds(List<ImportedLabel> labels) {
        return labels.stream().map(label -> label.prompt().id()).distinct().toList();
    }

    /** The project's tasks of the labels' prompts that are there already, locked. */
    static List<UUID> lockTasks(Handle handle, Project project, List<ImportedLabel> labels) {
        return handle.createQuery("""
                        select id from task
                        where namespace = :namespace and project = :project and prompt_id = any(:prompts)
                        order by id for update""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("prompts", String.class, promptIds(labels))
                .mapTo(UUID.class)
                .list();
    }

    static Importing.Situation situation(Handle handle, Project project, List<ImportedLabel> labels) {
        Map<String, UUID> tasks = tasks(handle, project, labels);
        Map<String, List<Output>> outputs = new HashMap<>();
        TaskRows.read(handle, project.namespace(), tasks.values())
                .values()
                .forEach(task -> outputs.put(task.prompt().id(), task.outputs()));
        return new Importing.Situation(
                known(handle, project, labels),
                outputs,
                outputOwners(handle, project, labels),
                withdrawnLabelers(handle, project, labels),
                withdrawnPrompts(handle, project, labels),
                labelersByPrompt(handle, project, tasks.values()),
                adjudicated(handle, project, tasks.values()));
    }

    private static Map<UUID, Importing.Known> known(Handle handle, Project project, List<ImportedLabel> labels) {
        Map<UUID, Importing.Known> known = new HashMap<>();
        handle.createQuery("""
                        select s.id, s.fingerprint, l.pseudonym, t.prompt_id from submission s
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        where s.namespace = :namespace and s.id = any(:ids)""")
                .bind("namespace", project.namespace())
                .bindArray(
                        "ids",
                        UUID.class,
                        labels.stream().map(ImportedLabel::id).distinct().toList())
                .map((row, context) -> Map.entry(
                        row.getObject("id", UUID.class),
                        new Importing.Known(
                                row.getString("pseudonym"), row.getString("prompt_id"), row.getString("fingerprint"))))
                .forEach(label -> known.put(label.getKey(), label.getValue()));
        return known;
    }

    /** An output of another project of the namespace has that project's name before its prompt, and so is never this project's. */
    private static Map<UUID, String> outputOwners(Handle handle, Project project, List<ImportedLabel> labels) {
        Map<UUID, String> owners = new HashMap<>();
        handle.createQuery("""
                        select o.id, t.prompt_id, t.project from output o
                        join task t on t.namespace = o.namespace and t.id = o.task_id
                        where o.namespace = :namespace and o.id = any(:ids)""")
                .bind("namespace", project.namespace())
                .bindArray(
                        "ids",
                        UUID.class,
                        labels.stream()
                                .flatMap(label -> label.outputs().stream())
                                .map(Output::id)
                                .distinct()
                                .toList())
                .map((row, context) -> Map.entry(
                        row.getObject("id", UUID.class),
                        row.getString("project").equals(project.name())
                                ? row.getString("prompt_id")
                                : row.getString("project") + "/" + row.getString("prompt_id")))
                .forEach(output -> owners.put(output.getKey(), output.getValue()));
        return owners;
    }

    private static Set<String> withdrawnLabelers(Handle handle, Project project, List<ImportedLabel> labels) {
        return Set.copyOf(handle.createQuery("""
                        select pseudonym from labeler
                        where namespace = :namespace and pseudonym = any(:pseudonyms) and withdrawn_at is not null""")
                .bind("namespace", project.namespace())
                .bindArray(
                        "pseudonyms",
                        String.class,
                        labels.stream()
                                .map(label -> label.labeler().pseudonym())
                                .distinct()
                                .toList())
                .mapTo(String.class)
                .list());
    }

    private static Set<String> withdrawnPrompts(Handle handle, Project project, List<ImportedLabel> labels) {
        return Set.copyOf(handle.createQuery("""
                        select id from prompt
                        where namespace = :namespace and project = :project and id = any(:prompts)
                          and withdrawn_at is not null""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("prompts", String.class, promptIds(labels))
                .mapTo(String.class)
                .list());
    }

    private static Map<String, Set<String>> labelersByPrompt(Handle handle, Project project, Collection<UUID> tasks) {
        Map<String, Set<String>> labelers = new HashMap<>();
        handle.createQuery("""
                        select t.prompt_id, l.pseudonym from submission s
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        where s.namespace = :namespace and s.task_id = any(:tasks) and not s.adjudication""")
                .bind("namespace", project.namespace())
                .bindArray("tasks", UUID.class, tasks)
                .map((row, context) -> Map.entry(row.getString("prompt_id"), row.getString("pseudonym")))
                .forEach(label -> labelers.computeIfAbsent(label.getKey(), prompt -> new HashSet<>())
                        .add(label.getValue()));
        return labelers;
    }

    private static Set<String> adjudicated(Handle handle, Project project, Collection<UUID> tasks) {
        return Set.copyOf(handle.createQuery("""
                        select t.prompt_id from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        where s.namespace = :namespace and s.task_id = any(:tasks)
                          and s.adjudication and s.state = 'COUNTING'""")
                .bind("namespace", project.namespace())
                .bindArray("tasks", UUID.class, tasks)
                .mapTo(String.class)
                .list());
    }

    /** By prompt id. */
    static Map<String, UUID> tasks(Handle handle, Project project, List<ImportedLabel> labels) {
        Map<String, UUID> tasks = new HashMap<>();
        handle.createQuery("""
                        select prompt_id, id from task
                        where namespace = :namespace and project = :project and prompt_id = any(:prompts)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("prompts", String.class, promptIds(labels))
                .map((row, context) -> Map.entry(row.getString("prompt_id"), row.getObject("id", UUID.class)))
                .forEach(task -> tasks.put(task.getKey(), task.getValue()));
        return tasks;
    }

    /** Gold tasks of the labels' prompts: what is said of them measures its labeler and is no data. */
    static Set<UUID> gold(Handle handle, Project project, List<ImportedLabel> labels) {
        return handle.createQuery("""
                        select id from task
                        where namespace = :namespace and project = :project and gold and prompt_id = any(:prompts)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("prompts", String.class, promptIds(labels))
                .mapTo(UUID.class)
                .set();
    }

    /** By pseudonym. */
    static Map<String, Labeler> labelers(Handle handle, String namespace, Set<String> pseudonyms) {
        Map<String, Labeler> labelers = new HashMap<>();
        handle.createQuery("select * from labeler where namespace = :namespace and pseudonym = any(:pseudonyms)")
                .bind("namespace", namespace)
                .bindArray("pseudonyms", String.class, pseudonyms)
                .map((row, context) -> PostgresLabelers.labeler(row))
                .forEach(labeler -> labelers.put(labeler.pseudonym(), labeler));
        return labelers;
    }

    /** New tasks are nobody's yet: they are done where enough labels came with them, and open where not. */
    static void settleNew(Handle handle, Project project, List<String> prompts) {
        handle.createUpdate("""
                        update task t
                        set state = case when (select count(*) from submission s
                                               where s.namespace = t.namespace and s.task_id = t.id
                                                 and s.state = 'COUNTING' and not s.adjudication) >= :overlap
                                         then 'DONE' else 'OPEN' end
                        where t.namespace = :namespace and t.project = :project and t.prompt_id = any(:prompts)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("overlap", project.overlap())
                .bindArray("prompts", String.class, prompts)
                .execute();
    }
}
