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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.labeling.projects.Projects;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.Task;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A project's tasks as leads look at them, and whom they are meant for. */
@Path("/")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TaskListResource {
    private static final int MOST_TASKS = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final TaskLists tasks;
    private final Assignments assignments;
    private final CallerLabeler caller;

    TaskListResource(
            DefaultNamespace namespaces,
            Projects projects,
            TaskLists tasks,
            Assignments assignments,
            CallerLabeler caller) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.tasks = tasks;
        this.assignments = assignments;
        this.caller = caller;
    }

    /**
     * A task of the list.
     *
     * @param position the next page is asked for with {@code after} this
     * @param state {@code collecting}, {@code set_aside}, {@code open}, {@code leased} or {@code done}
     * @param shortOfK whether it got fewer than K distinct outputs
     * @param flags flags that nobody has looked at
     * @param assigned pseudonyms of those for whom a place is kept
     */
    public record TaskLine(
            UUID id,
            long position,
            String promptId,
            String prompt,
            String category,
            String state,
            boolean closed,
            boolean gold,
            int outputs,
            boolean shortOfK,
            int counting,
            int sentBack,
            int surplus,
            int excluded,
            int flags,
            List<String> assigned) {
        static TaskLine of(TaskLists.Line line) {
            return new TaskLine(
                    line.id(),
                    line.position(),
                    line.promptId(),
                    line.prompt(),
                    line.category(),
                    Words.of(line.state()),
                    line.closed(),
                    line.gold(),
                    line.outputs(),
                    line.isShort(),
                    line.counting(),
                    line.sentBack(),
                    line.surplus(),
                    line.excluded(),
                    line.flags(),
                    line.assigned());
        }
    }

    /**
     * A task whole.
     *
     * @param policy of an output: name and number of the version that drew it first
     */
    public record WholeTask(
            UUID id, String project, String promptId, String prompt, String category, List<WholeOutput> outputs) {
        static WholeTask of(Task task) {
            return new WholeTask(
                    task.id(),
                    task.project().name(),
                    task.prompt().id(),
                    task.prompt().text(),
                    task.prompt().category(),
                    task.outputs().stream()
                            .map(output -> {
                                var policy = output.draws().getFirst().policy();
                                return new WholeOutput(
                                        output.id(), output.text(), policy.name() + "@" + policy.number());
                            })
                            .toList());
        }
    }

    /** An output and whose it is. */
    public record WholeOutput(UUID id, String text, String policy) {}

    /**
     * Who is to do a task.
     *
     * @param labeler pseudonym
     * @param release whether a place is taken from somebody who has not handed in, where none is free
     */
    public record AssignmentBody(
            @Nullable String labeler, @Nullable Boolean release) {}

    /** A project's tasks. */
    @GET
    @Path("v1/projects/{name}/tasks")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(
            summary =
                    "A project's tasks in order, with counts; after=POSITION for the next page, state and gold filter")
    public List<TaskLine> list(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("gold") @DefaultValue("false") boolean gold,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        Optional<TaskLists.State> wanted =
                state.isEmpty() ? Optional.empty() : Optional.of(Words.read(TaskLists.State.class, "state", state));
        return tasks
                .after(
                        projects.get(namespaces.or(namespace), name),
                        wanted,
                        gold,
                        after,
                        Math.clamp(limit, 1, MOST_TASKS))
                .stream()
                .map(TaskLine::of)
                .toList();
    }

    /** One task. */
    @GET
    @Path("v1/tasks/{task}")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "One task with its outputs and whose they are")
    public WholeTask get(String task, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return WholeTask.of(tasks.get(namespaces.or(namespace), TaskIds.of(task)));
    }

    /** Keeps a place of a task for a labeler. */
    @PUT
    @Path("v1/tasks/{task}/assignment")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "Keeps a place of the task for a labeler, who gets it next")
    public AssignmentBody assign(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, AssignmentBody body) {
        boolean release = Objects.requireNonNullElse(body.release(), false);
        var labeler = assignments.assign(
                namespaces.or(namespace),
                TaskIds.of(task),
                Objects.requireNonNullElse(body.labeler(), ""),
                release,
                caller.subject());
        return new AssignmentBody(labeler.pseudonym(), release);
    }

    /** Keeps no place of a task for anybody. */
    @DELETE
    @Path("v1/tasks/{task}/assignment")
    @RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
    @Operation(summary = "Keeps no place of the task for anybody who has not handed it in")
    public void unassign(String task, @QueryParam("namespace") @DefaultValue("") String namespace) {
        assignments.unassign(namespaces.or(namespace), TaskIds.of(task));
    }
}
