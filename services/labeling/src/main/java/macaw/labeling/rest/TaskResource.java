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
import java.util.Objects;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Projects;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import macaw.labeling.workplace.Workplaces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A labeler's own work. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.LABELER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TaskResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Workplaces workplaces;
    private final TaskDesk tasks;
    private final SubmissionDesk submissions;
    private final CallerLabeler caller;

    TaskResource(
            DefaultNamespace namespaces,
            Projects projects,
            Workplaces workplaces,
            TaskDesk tasks,
            SubmissionDesk submissions,
            CallerLabeler caller) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.workplaces = workplaces;
        this.tasks = tasks;
        this.submissions = submissions;
        this.caller = caller;
    }

    /** A lease that is to be renewed. */
    public record Renewal(@Nullable String lease) {}

    /** The task that the caller holds, or the next free one. */
    @POST
    @Path("v1/projects/{name}/next-task")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "The task that the caller holds, or the next free one; 404 NO_TASK where there is none")
    public TaskBody next(String name, @QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        var project = projects.get(owner, name);
        return workplaces
                .next(project, caller.in(owner))
                .map(TaskBody::of)
                .orElseThrow(
                        () -> new CodedException(ErrorCode.NO_TASK, "nothing to do in project \"" + name + "\" now"));
    }

    /** Extends the caller's hold on a task. */
    @POST
    @Path("v1/tasks/{task}/lease")
    @Operation(summary = "Extends the caller's hold on a task")
    public TaskBody.LeaseBody renew(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, Renewal renewal) {
        String owner = namespaces.or(namespace);
        Lease renewed = tasks.renew(
                owner,
                task(task),
                SubmissionBody.lease(Objects.requireNonNullElse(renewal.lease(), "")),
                caller.in(owner).id());
        return TaskBody.LeaseBody.of(renewed);
    }

    /** Records a prompt that was written after a brief. */
    @POST
    @Path("v1/tasks/{task}/prompt")
    @Operation(summary = "Records a prompt that was written after a brief")
    public SubmissionBody.Recorded write(
            String task,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            SubmissionBody.WrittenPrompt body) {
        return submit(namespaces.or(namespace), body.decode(task(task)));
    }

    /** Records a demonstration. */
    @POST
    @Path("v1/tasks/{task}/demonstration")
    @Operation(summary = "Records a demonstration")
    public SubmissionBody.Recorded demonstrate(
            String task,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            SubmissionBody.Demonstration body) {
        return submit(namespaces.or(namespace), body.decode(task(task)));
    }

    /** Records ratings, answers and the ranking of one task as one. */
    @POST
    @Path("v1/tasks/{task}/comparison")
    @Operation(summary = "Records ratings, answers and the ranking of one task as one")
    public SubmissionBody.Recorded compare(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, SubmissionBody.Comparison body) {
        return submit(namespaces.or(namespace), body.decode(task(task)));
    }

    private SubmissionBody.Recorded submit(String namespace, SubmissionDesk.HandedIn work) {
        return SubmissionBody.Recorded.of(
                submissions.submit(namespace, caller.in(namespace).id(), work));
    }

    static UUID task(String id) {
        return Names.id(id).orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + id + "\""));
    }
}
