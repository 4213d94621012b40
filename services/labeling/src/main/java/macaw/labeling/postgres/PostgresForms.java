package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.FormStore;
import macaw.labeling.forms.InstructGptForm;
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
