package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.Content;
import macaw.labeling.takeover.WrittenPromptStore;

/** Written prompts in PostgreSQL. */
public final class PostgresWrittenPrompts implements WrittenPromptStore {
    private final Database database;

    public PostgresWrittenPrompts(Database database) {
        this.database = database;
    }

    @Override
    public List<Written> counting(Project project) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select p.*, g.split, s.id as submission, s.response, s.style, s.examples, l.simulated
                        from submission s
                        join task t on t.namespace = s.namespace and t.id = s.task_id
                        join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
                        join prompt_group g on g.namespace = p.namespace and g.name = p.group_name
                        join labeler l on l.namespace = s.namespace and l.id = s.labeler_id
                        where s.namespace = :namespace and t.project = :project and s.state = 'COUNTING'
                          and s.style is not null
                        order by s.submitted_at, s.id""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .map((row, context) -> written(row))
                .list());
    }

    private static Written written(ResultSet row) throws SQLException {
        return new Written(
                row.getObject("submission", UUID.class),
                TaskRows.prompt(row),
                row.getBoolean("simulated"),
                (Content.WrittenPrompt) SubmissionRows.text(row).orElseThrow());
    }

    @Override
    public Set<String> known(Project project, Set<String> promptIds) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select id from prompt
                        where namespace = :namespace and project = :project and id = any(:ids)""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bindArray("ids", String.class, promptIds)
                .mapTo(String.class)
                .set());
    }
}
