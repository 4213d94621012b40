package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.Split;
import macaw.labeling.submissions.Content.WrittenPrompt.Style;
import macaw.labeling.takeover.TakeOver;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Prompts that labelers wrote, as prompts of another project. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TakeOverResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final TakeOver takeOver;

    TakeOverResource(DefaultNamespace namespaces, Projects projects, TakeOver takeOver) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.takeOver = takeOver;
    }

    /**
     * What is taken over.
     *
     * @param project a project of prompts, in the same namespace
     * @param styles of these styles; left out for all
     * @param splits whose briefs are in these splits; left out for all
     */
    public record SourceBody(
            @Nullable String project,
            @Nullable List<String> styles,
            @Nullable List<String> splits) {
        TakeOver.Filter filter() {
            return new TakeOver.Filter(words(Style.class, "styles", styles), words(Split.class, "splits", splits));
        }

        private static <E extends Enum<E>> Set<E> words(Class<E> type, String field, @Nullable List<String> words) {
            return Objects.requireNonNullElse(words, List.<String>of()).stream()
                    .map(word -> Words.read(type, field, word))
                    .collect(Collectors.toSet());
        }
    }

    /** Takes written prompts over. */
    @POST
    @Path("v1/projects/{name}/prompts/from")
    @Operation(
            summary = "Takes the counting prompts that labelers wrote in another project over; again adds what is new")
    public TakeOver.Taken take(
            String name, @QueryParam("namespace") @DefaultValue("") String namespace, SourceBody body) {
        String owner = namespaces.or(namespace);
        return takeOver.take(
                projects.get(owner, Objects.requireNonNullElse(body.project(), "")),
                projects.get(owner, name),
                body.filter());
    }
}
