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
     * @param choices names of policies, with the one that is chosen at first
     */
    record Column(int number, List<Choice> choices) {}

    /** A policy to choose. */
    record Choice(String name, boolean chosen) {}

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
    public Response playground() {
        List<String> names = OpenAiModels.of(catalog.list(VersionName.DEFAULT_NAMESPACE)).data().stream()
                .map(OpenAiModels.Model::id)
                .toList();
        List<String> distinct =
                names.stream().filter(name -> !name.contains("@")).toList();
        List<Column> columns = IntStream.range(0, COLUMNS)
                .mapToObj(i -> column(i, names, distinct))
                .toList();
        return Response.ok(Templates.playground(columns).render())
                .header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Each column begins with another policy, as far as there are so many. */
    private static Column column(int index, List<String> names, List<String> distinct) {
        String chosen = distinct.isEmpty() ? "" : distinct.get(index % distinct.size());
        return new Column(
                index + 1,
                names.stream()
                        .map(name -> new Choice(name, name.equals(chosen)))
                        .toList());
    }
}
