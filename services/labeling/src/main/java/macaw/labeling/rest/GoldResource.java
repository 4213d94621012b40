package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.labeling.gold.Gold;
import macaw.labeling.gold.GoldDesk;
import macaw.labeling.projects.Projects;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Tasks whose answer is known. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class GoldResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final GoldDesk gold;
    private final CallerLabeler caller;

    GoldResource(DefaultNamespace namespaces, Projects projects, GoldDesk gold, CallerLabeler caller) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.gold = gold;
        this.caller = caller;
    }

    /**
     * What is expected of a task.
     *
     * @param task the task; left out where the path names it
     * @param ranking groups of output ids, best first; at least two groups
     * @param ratings one of each output; may be left out
     * @param note for leads
     * @param createdBy made by the service
     * @param createdAt made by the service
     */
    public record GoldBody(
            @Nullable UUID task,
            @Nullable List<List<String>> ranking,
            @Nullable List<SubmissionBody.Rating> ratings,
            @Nullable String note,
            @Nullable String createdBy,
            @Nullable Instant createdAt) {
        static GoldBody of(Gold gold) {
            return new GoldBody(
                    gold.task(),
                    gold.ranking().groups().stream()
                            .map(group -> group.stream().map(UUID::toString).toList())
                            .toList(),
                    gold.ratings().stream().map(GoldResource::rating).toList(),
                    gold.note(),
                    gold.createdBy(),
                    gold.createdAt());
        }
    }

    private static SubmissionBody.Rating rating(OutputRating rating) {
        var answers = new TreeMap<String, String>();
        rating.answers().forEach((question, answer) -> answers.put(question, Words.of(answer)));
        return new SubmissionBody.Rating(rating.output().toString(), rating.overall(), answers);
    }

    /** Makes a task a gold task. */
    @PUT
    @Path("v1/tasks/{task}/gold")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Says how a task's outputs are to be ranked; everybody gets it once, and it fills no place")
    public GoldBody put(String task, @QueryParam("namespace") @DefaultValue("") String namespace, GoldBody body) {
        var ranking = new Ranking(Objects.requireNonNullElse(body.ranking(), List.<List<String>>of()).stream()
                .map(group -> group.stream().map(SubmissionBody::output).toList())
                .toList());
        return GoldBody.of(gold.put(
                namespaces.or(namespace),
                TaskIds.of(task),
                ranking,
                Objects.requireNonNullElse(body.ratings(), List.<SubmissionBody.Rating>of()).stream()
                        .map(SubmissionBody.Rating::decode)
                        .toList(),
                Objects.requireNonNullElse(body.note(), ""),
                caller.subject()));
    }

    /** Makes a gold task an ordinary one. */
    @DELETE
    @Path("v1/tasks/{task}/gold")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Makes a gold task an ordinary one; what was recorded counts where places are free")
    public void remove(String task, @QueryParam("namespace") @DefaultValue("") String namespace) {
        gold.remove(namespaces.or(namespace), TaskIds.of(task));
    }

    /** A project's gold. */
    @GET
    @Path("v1/projects/{name}/gold")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "A project's gold tasks and what is expected of them, oldest first")
    public List<GoldBody> list(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return gold.list(projects.get(namespaces.or(namespace), name)).stream()
                .map(GoldBody::of)
                .toList();
    }
}
