package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.labeling.gold.GoldDesk;
import macaw.labeling.hours.HoursStore;
import macaw.labeling.hours.Span;
import macaw.labeling.labelers.LabelerDirectory;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectSettings;
import macaw.labeling.projects.Projects;
import macaw.labeling.snapshots.SnapshotList;
import macaw.labeling.tasks.Assignments;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.Assignment;
import macaw.v1.Gold;
import macaw.v1.GoldList;
import macaw.v1.GuidelinesList;
import macaw.v1.HoursReport;
import macaw.v1.HoursRequest;
import macaw.v1.LabelerList;
import macaw.v1.ListTasksRequest;
import macaw.v1.NamespaceRef;
import macaw.v1.ProjectList;
import macaw.v1.ProjectRef;
import macaw.v1.ProjectServiceGrpc;
import macaw.v1.TaskDetail;
import macaw.v1.TaskList;
import macaw.v1.TaskRef;
import macaw.v1.UpdateProjectRequest;

/** {@code ProjectService}. */
@GrpcService
public class ProjectRpc extends ProjectServiceGrpc.ProjectServiceImplBase {
    private static final int USUAL_TASKS = 50;
    private static final int MOST_TASKS = 200;
    private static final int MOST_SNAPSHOTS = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final ProjectSettings settings;
    private final GoldDesk gold;
    private final Assignments assignments;
    private final LabelerDirectory labelers;
    private final HoursStore hours;
    private final TaskLists tasks;
    private final SnapshotList snapshots;

    ProjectRpc(
            DefaultNamespace namespaces,
            Projects projects,
            ProjectSettings settings,
            GoldDesk gold,
            Assignments assignments,
            LabelerDirectory labelers,
            HoursStore hours,
            TaskLists tasks,
            SnapshotList snapshots) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.settings = settings;
        this.gold = gold;
        this.assignments = assignments;
        this.labelers = labelers;
        this.hours = hours;
        this.tasks = tasks;
        this.snapshots = snapshots;
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public void getProject(ProjectRef request, StreamObserver<macaw.v1.Project> observer) {
        Reply.one(observer, () -> Encoding.project(project(request)));
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public void listProjects(NamespaceRef request, StreamObserver<ProjectList> observer) {
        Reply.one(
                observer,
                () -> ProjectList.newBuilder()
                        .addAllProjects(projects.list(namespaces.or(request.getNamespace())).stream()
                                .map(Encoding::project)
                                .toList())
                        .build());
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void updateProject(UpdateProjectRequest request, StreamObserver<macaw.v1.Project> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            return Encoding.project(
                    settings.change(namespace, request.getProject(), LeadDecoding.changes(request, namespace)));
        });
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public void listGuidelines(ProjectRef request, StreamObserver<GuidelinesList> observer) {
        Reply.one(
                observer,
                () -> GuidelinesList.newBuilder()
                        .addAllVersions(settings.guidelines(project(request)).stream()
                                .map(LeadEncoding::guidelines)
                                .toList())
                        .build());
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void putGold(Gold request, StreamObserver<Gold> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            return LeadEncoding.gold(
                    namespace,
                    gold.put(
                            namespace,
                            LeadDecoding.task(request.getTaskId()),
                            LeadDecoding.ranking(request),
                            LeadDecoding.ratings(request),
                            request.getNote(),
                            caller()));
        });
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void removeGold(TaskRef request, StreamObserver<TaskRef> observer) {
        Reply.one(observer, () -> {
            gold.remove(namespaces.or(request.getNamespace()), LeadDecoding.task(request.getTaskId()));
            return request;
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listGold(ProjectRef request, StreamObserver<GoldList> observer) {
        Reply.one(observer, () -> {
            Project project = project(request);
            return GoldList.newBuilder()
                    .addAllGold(gold.list(project).stream()
                            .map(one -> LeadEncoding.gold(project.namespace(), one))
                            .toList())
                    .build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void assignTask(Assignment request, StreamObserver<Assignment> observer) {
        Reply.one(observer, () -> {
            var labeler = assignments.assign(
                    namespaces.or(request.getNamespace()),
                    LeadDecoding.task(request.getTaskId()),
                    request.getLabeler(),
                    request.getRelease(),
                    caller());
            return request.toBuilder().setLabeler(labeler.pseudonym()).build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void unassignTask(TaskRef request, StreamObserver<TaskRef> observer) {
        Reply.one(observer, () -> {
            assignments.unassign(namespaces.or(request.getNamespace()), LeadDecoding.task(request.getTaskId()));
            return request;
        });
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void listLabelers(NamespaceRef request, StreamObserver<LabelerList> observer) {
        Reply.one(
                observer,
                () -> LabelerList.newBuilder()
                        .addAllLabelers(labelers.list(namespaces.or(request.getNamespace())).stream()
                                .map(LeadEncoding::labeler)
                                .toList())
                        .build());
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void getHours(HoursRequest request, StreamObserver<HoursReport> observer) {
        Reply.one(
                observer,
                () -> HoursReport.newBuilder()
                        .addAllLabelers(hours
                                .of(
                                        projects.get(namespaces.or(request.getNamespace()), request.getProject()),
                                        Span.of(request.getFrom(), request.getUntil()),
                                        LeadDecoding.per(request.getPer()))
                                .stream()
                                .map(LeadEncoding::hours)
                                .toList())
                        .build());
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listTasks(ListTasksRequest request, StreamObserver<TaskList> observer) {
        Reply.one(observer, () -> {
            int limit = request.getLimit() == 0 ? USUAL_TASKS : Math.clamp(request.getLimit(), 1, MOST_TASKS);
            return TaskList.newBuilder()
                    .addAllTasks(tasks
                            .after(
                                    projects.get(namespaces.or(request.getNamespace()), request.getProject()),
                                    LeadDecoding.state(request.getState()),
                                    request.getGold(),
                                    request.getAfter(),
                                    limit)
                            .stream()
                            .map(LeadEncoding::line)
                            .toList())
                    .build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void getTask(TaskRef request, StreamObserver<TaskDetail> observer) {
        Reply.one(
                observer,
                () -> LeadEncoding.detail(
                        tasks.get(namespaces.or(request.getNamespace()), LeadDecoding.task(request.getTaskId()))));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void listSnapshots(ProjectRef request, StreamObserver<macaw.v1.SnapshotList> observer) {
        Reply.one(
                observer,
                () -> macaw.v1.SnapshotList.newBuilder()
                        .addAllSnapshots(snapshots.latest(project(request), MOST_SNAPSHOTS).stream()
                                .map(Encoding::snapshot)
                                .toList())
                        .build());
    }

    private Project project(ProjectRef request) {
        return projects.get(namespaces.or(request.getNamespace()), request.getProject());
    }

    private static String caller() {
        return RpcAccess.caller().orElseThrow().subject();
    }
}
