package macaw.labeling.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.PromptStore;
import macaw.labeling.prompts.Recorded;
import macaw.labeling.prompts.Settling;
import macaw.labeling.prompts.Split;
import macaw.labeling.prompts.TextKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Prompts, their groups and their tasks in PostgreSQL. */
public final class PostgresPrompts implements PromptStore {
    private final Database database;
    private final Supplier<UUID> ids;

    public PostgresPrompts(Database database, Supplier<UUID> ids) {
        this.database = database;
        this.ids = ids;
    }

    @Override
    public int addAll(Project project, List<NewPrompt> prompts) {
        return database.inTransaction(handle -> {
            lock(handle, project.namespace());
            return addAll(handle, project, prompts, ids).size();
        });
    }

    /** One upload a namespace at a time, so that a group's first prompt is one prompt, and a text's. */
    static void lock(Handle handle, String namespace) {
        handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtext('prompts ' || :namespace))) as locked")
                .bind("namespace", namespace)
                .mapTo(Integer.class)
                .one();
    }

    /** Under the lock; returns the new ones. */
    static List<Prompt> addAll(Handle handle, Project project, List<NewPrompt> prompts, Supplier<UUID> ids) {
        Settling settling = Settling.of(project, prompts, recorded(handle, project, prompts));
        insertGroups(handle, project, settling.newGroups());
        insertTexts(handle, project, settling.newTexts());
        insertPrompts(handle, settling.added());
        insertTasks(handle, project, settling.added(), ids);
        return settling.added();
    }

    private static Recorded recorded(Handle handle, Project project, List<NewPrompt> prompts) {
        Set<TextKey> keys = Settling.texts(prompts);
        Map<TextKey, String> texts = recordedTexts(handle, project, keys);
        return new Recorded(
                recordedSplits(handle, project, Settling.groups(prompts, texts)),
                texts,
                recordedPrompts(handle, project, prompts));
    }

    private static Map<TextKey, String> recordedTexts(Handle handle, Project project, Set<TextKey> keys) {
        Map<TextKey, String> texts = new HashMap<>();
        handle.createQuery("""
                        select text_sha256, group_name from prompt_text
                        where namespace = :namespace and text_sha256 = any(:keys)""")
                .bind("namespace", project.namespace())
                .bindArray(
                        "keys", String.class, keys.stream().map(TextKey::sha256).toList())
                .map((row, context) ->
                        Map.entry(new TextKey(row.getString("text_sha256")), row.getString("group_name")))
                .forEach(text -> texts.put(text.getKey(), text.getValue()));
        return texts;
    }

    private static Map<String, Split> recordedSplits(Handle handle, Project project, Set<String> groups) {
        Map<String, Split> splits = new HashMap<>();
        handle.createQuery("select name, split from prompt_group where namespace = :namespace and name = any(:names)")
                .bind("namespace", project.namespace())
                .bindArray("names", String.class, groups)
                .map((row, context) -> Map.entry(row.getString("name"), Split.valueOf(row.getString("split"))))
                .forEach(group -> splits.put(group.getKey(), group.getValue()));
        return splits;
    }

    private static Map<String, Prompt> recordedPrompts(Handle handle, Project project, List<NewPrompt> prompts) {
        Map<String, Prompt> recorded = new HashMap<>();
        handle.createQuery(TaskRows.PROMPT
                        + " where p.namespace = :namespace and p.project = :project and p.id = any(:ids)")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray(
                        "ids",
                        String.class,
                        prompts.stream().map(NewPrompt::id).distinct().toList())
                .map((row, context) -> TaskRows.prompt(row))
                .forEach(prompt -> recorded.put(prompt.id(), prompt));
        return recorded;
    }

    private static void insertGroups(Handle handle, Project project, Map<String, Split> groups) {
        PreparedBatch batch = handle.prepareBatch(
                "insert into prompt_group (namespace, name, split) values (:namespace, :name, :split)");
        groups.forEach((name, split) -> batch.bind("namespace", project.namespace())
                .bind("name", name)
                .bind("split", split.name())
                .add());
        executeUnlessEmpty(batch);
    }

    private static void insertTexts(Handle handle, Project project, Map<TextKey, String> texts) {
        PreparedBatch batch = handle.prepareBatch(
                "insert into prompt_text (namespace, text_sha256, group_name) values (:namespace, :text, :group)");
        texts.forEach((text, group) -> batch.bind("namespace", project.namespace())
                .bind("text", text.sha256())
                .bind("group", group)
                .add());
        executeUnlessEmpty(batch);
    }

    private static void insertPrompts(Handle handle, List<Prompt> prompts) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into prompt (namespace, project, id, text, category, source, language, sensitive, content_warning,
                                    group_name)
                values (:namespace, :project, :id, :text, :category, :source, :language, :sensitive, :warning, :group)""");
        for (Prompt prompt : prompts) {
            batch.bind("namespace", prompt.namespace())
                    .bind("project", prompt.project())
                    .bind("id", prompt.id())
                    .bind("text", prompt.text())
                    .bind("category", prompt.category())
                    .bind("source", prompt.source())
                    .bind("language", prompt.language())
                    .bind("sensitive", prompt.sensitivity().sensitive())
                    .bind("warning", prompt.sensitivity().warning())
                    .bind("group", prompt.group())
                    .add();
        }
        executeUnlessEmpty(batch);
    }

    private static void insertTasks(Handle handle, Project project, List<Prompt> prompts, Supplier<UUID> ids) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into task (namespace, id, project, prompt_id, state)
                values (:namespace, :id, :project, :prompt, :state)""");
        String state = project.kind() == TaskKind.COMPARISON ? "COLLECTING" : "OPEN";
        for (Prompt prompt : prompts) {
            batch.bind("namespace", prompt.namespace())
                    .bind("id", ids.get())
                    .bind("project", prompt.project())
                    .bind("prompt", prompt.id())
                    .bind("state", state)
                    .add();
        }
        executeUnlessEmpty(batch);
    }

    static void executeUnlessEmpty(PreparedBatch batch) {
        if (batch.size() > 0) {
            batch.execute();
        }
    }
}
