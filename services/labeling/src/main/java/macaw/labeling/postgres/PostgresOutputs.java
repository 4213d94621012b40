package macaw.labeling.postgres;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.CollectionProgress;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Output;
import macaw.labeling.outputs.OutputStore;
import macaw.labeling.projects.Project;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Outputs and their draws in PostgreSQL. */
public final class PostgresOutputs implements OutputStore {
    /** One output cannot be ranked. */
    private static final int FEWEST_TO_RANK = 2;

    private final Database database;

    public PostgresOutputs(Database database) {
        this.database = database;
    }

    @Override
    public List<Waiting> waiting(Project project, long after, int limit) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select t.position, t.id, p.id as prompt_id, p.text from task t
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        where t.namespace = :namespace and t.project = :project and t.state = 'COLLECTING'
                          and t.position > :after and p.withdrawn_at is null
                        order by t.position limit :limit""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Waiting(
                        row.getLong("position"),
                        row.getObject("id", UUID.class),
                        row.getString("prompt_id"),
                        row.getString("text")))
                .list());
    }

    @Override
    public CollectionProgress progress(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        with counted as (
                            select t.state, p.k,
                                   (select count(*) from output o
                                    where o.namespace = t.namespace and o.task_id = t.id) as outputs
                            from task t join project p on p.namespace = t.namespace and p.name = t.project
                            where t.namespace = :namespace and t.project = :project)
                        select count(*) filter (where state <> 'COLLECTING') as done,
                               count(*) as total,
                               coalesce(sum(outputs), 0) as outputs,
                               count(*) filter (where state <> 'COLLECTING' and outputs < k) as short
                        from counted""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> new CollectionProgress(
                        row.getInt("done"), row.getInt("total"), row.getInt("outputs"), row.getInt("short"), 0))
                .one());
    }

    @Override
    public void complete(Project project, UUID task, List<Output> outputs, int tries, int wanted) {
        database.inTransaction(handle -> {
            int opened = handle.createUpdate("""
                            update task set state = :state
                            where namespace = :namespace and id = :task and state = 'COLLECTING'""")
                    .bind("state", outputs.size() < FEWEST_TO_RANK ? "SET_ASIDE" : "OPEN")
                    .bind("namespace", project.namespace())
                    .bind("task", task)
                    .execute();
            if (opened == 1) {
                insertOutputs(handle, project, Map.of(task, outputs));
                note(handle, project, task, tries, outputs.size(), wanted, null);
            }
            return opened;
        });
    }

    @Override
    public void failed(Project project, UUID task, int tries, int wanted, ErrorCode failure) {
        database.inTransaction(handle -> note(handle, project, task, tries, 0, wanted, failure.name()));
    }

    /** What collecting came to, the last time that it was tried. */
    private static int note(
            Handle handle, Project project, UUID task, int tries, int outputs, int wanted, @Nullable String failure) {
        return handle.createUpdate("""
                        insert into collected (namespace, task_id, tries, outputs, wanted, failure)
                        values (:namespace, :task, :tries, :outputs, :wanted, :failure)
                        on conflict (namespace, task_id) do update
                        set tries = :tries, outputs = :outputs, wanted = :wanted, failure = :failure
                        where collected.failure is not null""")
                .bind("namespace", project.namespace())
                .bind("task", task)
                .bind("tries", tries)
                .bind("outputs", outputs)
                .bind("wanted", wanted)
                .bind("failure", failure)
                .execute();
    }

    /** With their draws. */
    static void insertOutputs(Handle handle, Project project, Map<UUID, List<Output>> byTask) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into output (namespace, id, task_id, position, text, imported_from)
                values (:namespace, :id, :task, :position, :text, :from)""");
        byTask.forEach((task, outputs) -> {
            for (int position = 0; position < outputs.size(); position++) {
                batch.bind("namespace", project.namespace())
                        .bind("id", outputs.get(position).id())
                        .bind("task", task)
                        .bind("position", position)
                        .bind("text", outputs.get(position).text())
                        .bind("from", outputs.get(position).importedFrom())
                        .add();
            }
        });
        PostgresPrompts.executeUnlessEmpty(batch);
        insertDraws(
                handle, project, byTask.values().stream().flatMap(List::stream).toList());
    }

    private static void insertDraws(Handle handle, Project project, List<Output> outputs) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into draw (namespace, output_id, position, policy_namespace, policy_name, policy_number,
                                  policy_manifest, finish_reason, seed, sample)
                values (:namespace, :output, :position, :owner, :name, :number, :manifest, :reason, :seed, :sample)""");
        for (Output output : outputs) {
            for (int position = 0; position < output.draws().size(); position++) {
                Draw draw = output.draws().get(position);
                batch.bind("namespace", project.namespace())
                        .bind("output", output.id())
                        .bind("position", position)
                        .bind("owner", draw.policy().namespace())
                        .bind("name", draw.policy().name())
                        .bind("number", draw.policy().number())
                        .bind("manifest", draw.policy().manifestSha256())
                        .bind("reason", draw.finishReason().name())
                        .bind("seed", draw.seed())
                        .bind("sample", draw.sample())
                        .add();
            }
        }
        PostgresPrompts.executeUnlessEmpty(batch);
    }
}
