package macaw.generator.rest;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.generator.policies.PolicyCatalog;
import macaw.records.VersionName;

/** The page on which three versions answer the same prompt side by side. */
@Path("/")
@RunOnVirtualThread
public class PlaygroundPage {
    private static final int COLUMNS = 3;

    private final PolicyCatalog catalog;

    PlaygroundPage(PolicyCatalog catalog) {
        this.catalog = catalog;
    }

    @CheckedTemplate(basePath = "")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance playground(List<Column> columns);
    }

    /**
     * One answer.
     *
     * @param number from 1
     * @param choices policies, with the one that is chosen at first
     * @param plain whether that one is asked with plain text
     */
    record Column(int number, List<Choice> choices, boolean plain) {}

    /**
     * A policy to choose.
     *
     * @param plain whether it is asked with plain text unless the reader says otherwise: a version that was made from no other (pretrained
     *     here, or imported) has learned no chat here; whoever imports one that has switches it off
     */
    record Choice(String name, boolean chosen, boolean plain) {}

    /** Where a browser that was just signed in arrives. */
    @GET
    @RolesAllowed({Roles.OPERATOR})
    public Response home() {
        return Response.seeOther(URI.create("/playground")).build();
    }

    /** The page. */
    @GET
    @Path("/playground")
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Roles.OPERATOR})
    public TemplateInstance playground() {
        List<OpenAiModels.Model> models =
                OpenAiModels.of(catalog.list(VersionName.DEFAULT_NAMESPACE)).data();
        List<String> distinct = models.stream()
                .map(OpenAiModels.Model::id)
                .filter(name -> !name.contains("@"))
                .toList();
        List<Column> columns = IntStream.range(0, COLUMNS)
                .mapToObj(i -> column(i, models, distinct))
                .toList();
        return Templates.playground(columns);
    }

    /** Each column begins with another policy, as far as there are so many. */
    private static Column column(int index, List<OpenAiModels.Model> models, List<String> distinct) {
        String chosen = distinct.isEmpty() ? "" : distinct.get(index % distinct.size());
        List<Choice> choices = models.stream()
                .map(model -> new Choice(
                        model.id(), model.id().equals(chosen), model.parents().isEmpty()))
                .toList();
        return new Column(index + 1, choices, choices.stream().anyMatch(choice -> choice.chosen() && choice.plain()));
    }
}
