package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.FormStore;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.forms.NewForm;
import macaw.labeling.forms.Question;
import org.jdbi.v3.core.Handle;

/** Forms in PostgreSQL; a namespace's InstructGPT form is recorded when it is first asked for. */
public final class PostgresForms implements FormStore {
    private static final TypeReference<List<Question>> QUESTIONS = new TypeReference<>() {};

    private final Database database;

    public PostgresForms(Database database) {
        this.database = database;
    }

    @Override
    public FormSchema get(String namespace, String version) {
        return database.inTransaction(handle -> {
            if (version.equals(InstructGptForm.VERSION_1.version())) {
                record(handle, namespace, InstructGptForm.VERSION_1);
            }
            return find(handle, namespace, version)
                    .orElseThrow(() -> new CodedException(ErrorCode.FORM_UNKNOWN, "no form \"" + version + "\""));
        });
    }

    @Override
    public FormSchema add(String namespace, NewForm form) {
        return database.inTransaction(handle -> {
            // one new form a namespace at a time, so that versions follow each other
            handle.createQuery(
                            "select 1 from (select pg_advisory_xact_lock(hashtext('forms ' || :namespace))) as locked")
                    .bind("namespace", namespace)
                    .mapTo(Integer.class)
                    .one();
            record(handle, namespace, InstructGptForm.VERSION_1);
            int newest = newest(handle, namespace, form.name());
            Optional<FormSchema> last = find(handle, namespace, form.name() + "@" + newest);
            if (last.isPresent() && last.get().questions().equals(form.questions())) {
                return last.get();
            }
            FormSchema added = form.version(newest + 1);
            record(handle, namespace, added);
            return added;
        });
    }

    private static int newest(Handle handle, String namespace, String name) {
        return handle.createQuery("""
                        select coalesce(max(cast(split_part(version, '@', 2) as integer)), 0) from form
                        where namespace = :namespace and split_part(version, '@', 1) = :name""")
                .bind("namespace", namespace)
                .bind("name", name)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public List<FormSchema> list(String namespace) {
        return database.inTransaction(handle -> {
            record(handle, namespace, InstructGptForm.VERSION_1);
            return handle.createQuery("""
                            select version, questions from form where namespace = :namespace
                            order by split_part(version, '@', 1), cast(split_part(version, '@', 2) as integer)""")
                    .bind("namespace", namespace)
                    .map((row, context) ->
                            new FormSchema(row.getString("version"), Json.read(row.getString("questions"), QUESTIONS)))
                    .list();
        });
    }

    private static void record(Handle handle, String namespace, FormSchema form) {
        handle.createUpdate("""
                        insert into form (namespace, version, questions)
                        values (:namespace, :version, cast(:questions as jsonb)) on conflict do nothing""")
                .bind("namespace", namespace)
                .bind("version", form.version())
                .bind("questions", Json.write(form.questions()))
                .execute();
    }

    static Optional<FormSchema> find(Handle handle, String namespace, String version) {
        return handle.createQuery("select questions from form where namespace = :namespace and version = :version")
                .bind("namespace", namespace)
                .bind("version", version)
                .map((row, context) -> new FormSchema(version, Json.read(row.getString("questions"), QUESTIONS)))
                .findOne();
    }
}
