package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.inquiries.InquiryStore;
import macaw.labeling.inquiries.InquiryView;
import macaw.labeling.projects.Project;

/** Inquiries in PostgreSQL. */
public final class PostgresInquiries implements InquiryStore {
    private static final String VIEW = """
            select q.*, t.prompt_id, p.text as prompt, l.name, l.pseudonym, l.simulated from inquiry q
            join task t on t.namespace = q.namespace and t.id = q.task_id
            join prompt p on p.namespace = t.namespace and p.project = t.project and p.id = t.prompt_id
            join labeler l on l.namespace = q.namespace and l.id = q.labeler_id
            where q.namespace = :namespace and t.project = :project""";

    private final Database database;

    public PostgresInquiries(Database database) {
        this.database = database;
    }

    @Override
    public Inquiry add(String namespace, Inquiry inquiry) {
        return database.inTransaction(handle -> {
            handle.createUpdate("""
                            insert into inquiry (namespace, id, task_id, labeler_id, text, asked_at)
                            values (:namespace, :id, :task, :labeler, :text, :at)
                            on conflict (namespace, id) do nothing""")
                    .bind("namespace", namespace)
                    .bind("id", inquiry.id())
                    .bind("task", inquiry.task())
                    .bind("labeler", inquiry.labeler())
                    .bind("text", inquiry.text())
                    .bind("at", inquiry.askedAt())
                    .execute();
            return handle.createQuery("select * from inquiry where namespace = :namespace and id = :id")
                    .bind("namespace", namespace)
                    .bind("id", inquiry.id())
                    .map((row, context) -> inquiry(row))
                    .one();
        });
    }

    @Override
    public Inquiry answer(String namespace, UUID inquiry, Inquiry.LeadsAnswer answer) {
        return database.inTransaction(handle -> handle.createQuery("""
                        update inquiry set answer = :answer, answered_by = :by, answered_at = :at
                        where namespace = :namespace and id = :id returning *""")
                .bind("namespace", namespace)
                .bind("id", inquiry)
                .bind("answer", answer.text())
                .bind("by", answer.by())
                .bind("at", answer.at())
                .map((row, context) -> inquiry(row))
                .findOne()
                .orElseThrow(
                        () -> new CodedException(ErrorCode.INQUIRY_UNKNOWN, "no question " + inquiry + " to a lead")));
    }

    @Override
    public List<InquiryView> ofLabeler(Project project, UUID labeler, int offset, int limit) {
        return database.inTransaction(handle -> handle.createQuery(VIEW + """
                         and q.labeler_id = :labeler
                        order by q.asked_at desc, q.id limit :limit offset :offset""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("labeler", labeler)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> view(row))
                .list());
    }

    @Override
    public List<InquiryView> list(Project project, boolean openOnly, int offset, int limit) {
        return database.inTransaction(handle -> handle.createQuery(VIEW + """
                         and (q.answered_at is null or not :open)
                        order by q.answered_at is not null, q.asked_at desc, q.id limit :limit offset :offset""")
                .bind("namespace", project.namespace())
                .bind("project", project.name())
                .bind("open", openOnly)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> view(row))
                .list());
    }

    private static InquiryView view(ResultSet row) throws SQLException {
        return new InquiryView(
                inquiry(row),
                row.getString("prompt_id"),
                row.getString("prompt"),
                row.getString("name"),
                row.getString("pseudonym"),
                row.getBoolean("simulated"));
    }

    private static Inquiry inquiry(ResultSet row) throws SQLException {
        String answer = row.getString("answer");
        return new Inquiry(
                row.getObject("id", UUID.class),
                row.getObject("task_id", UUID.class),
                row.getObject("labeler_id", UUID.class),
                row.getString("text"),
                row.getTimestamp("asked_at").toInstant(),
                answer == null
                        ? Optional.empty()
                        : Optional.of(new Inquiry.LeadsAnswer(
                                answer,
                                row.getString("answered_by"),
                                row.getTimestamp("answered_at").toInstant())));
    }
}
