package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import macaw.chassis.access.Roles;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.Forms;
import macaw.labeling.forms.NewForm;
import macaw.labeling.forms.Question;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Forms, in versions that never change. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class FormResource {
    private final DefaultNamespace namespaces;
    private final Forms forms;

    FormResource(DefaultNamespace namespaces, Forms forms) {
        this.namespaces = namespaces;
        this.forms = forms;
    }

    /**
     * A form to be made.
     *
     * @param name lower-case letters, digits and dashes
     * @param questions in the order asked, up to 50
     */
    public record NewFormBody(
            @Nullable String name, @Nullable List<NewQuestionBody> questions) {
        NewForm decode() {
            List<Question> decoded = new ArrayList<>();
            for (NewQuestionBody question : Objects.requireNonNullElse(questions, List.<NewQuestionBody>of())) {
                decoded.add(question.decode("questions[" + decoded.size() + "]"));
            }
            return new NewForm(Objects.requireNonNullElse(name, ""), decoded);
        }
    }

    /**
     * A question to be asked.
     *
     * @param id 1 to 60 of a-z 0-9 _
     * @param text as the labeler reads it
     * @param required whether a rating without an answer is refused; true when left out
     * @param notApplicable whether {@code not_applicable} is an answer; false when left out
     * @param when asked only then; left out for always
     */
    public record NewQuestionBody(
            @Nullable String id,
            @Nullable String text,
            @Nullable Boolean required,
            @Nullable Boolean notApplicable,
            @Nullable NewWhenBody when) {
        Question decode(String field) {
            return new Question(
                    Objects.requireNonNullElse(id, ""),
                    Objects.requireNonNullElse(text, ""),
                    Objects.requireNonNullElse(required, true),
                    Objects.requireNonNullElse(notApplicable, false),
                    when == null ? null : when.decode(field));
        }
    }

    /** That an earlier question has this answer. */
    public record NewWhenBody(
            @Nullable String question, @Nullable String answer) {
        Question.Condition decode(String field) {
            return new Question.Condition(
                    Objects.requireNonNullElse(question, ""),
                    Words.read(Answer.class, field + ".when.answer", Objects.requireNonNullElse(answer, "")));
        }
    }

    /** Makes the next version of a form. */
    @POST
    @Path("v1/forms")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Makes the next version of a form, or returns the newest one where that asks the same")
    public FormBody create(@QueryParam("namespace") @DefaultValue("") String namespace, NewFormBody body) {
        return FormBody.of(forms.create(namespaces.or(namespace), body.decode()));
    }

    /** All forms. */
    @GET
    @Path("v1/forms")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "All forms of a namespace, by name and version")
    public List<FormBody> list(@QueryParam("namespace") @DefaultValue("") String namespace) {
        return forms.list(namespaces.or(namespace)).stream().map(FormBody::of).toList();
    }

    /** One form. */
    @GET
    @Path("v1/forms/{version}")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "One form, by name and version, e.g. instructgpt@1")
    public FormBody get(String version, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return FormBody.of(forms.get(namespaces.or(namespace), version));
    }
}
