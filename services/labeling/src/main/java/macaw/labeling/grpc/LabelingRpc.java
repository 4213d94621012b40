package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.outputs.CollectionDesk;
import macaw.labeling.projects.Projects;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.Withdrawal;
import macaw.labeling.tasks.TaskDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import macaw.labeling.wire.LabelCodec;
import macaw.labeling.workplace.Workplaces;
import macaw.v1.AddLabelerRequest;
import macaw.v1.AddLabelerResponse;
import macaw.v1.AddPromptsRequest;
import macaw.v1.AddPromptsResponse;
import macaw.v1.CollectOutputsRequest;
import macaw.v1.CollectProgress;
import macaw.v1.CreateSnapshotRequest;
import macaw.v1.LabelingServiceGrpc;
import macaw.v1.LeaseRef;
import macaw.v1.NextTaskRequest;
import macaw.v1.ProgressRequest;
import macaw.v1.Project;
import macaw.v1.ProjectProgress;
import macaw.v1.SnapshotRecord;
import macaw.v1.SnapshotRef;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.SubmitDemonstrationRequest;
import macaw.v1.Submitted;
import macaw.v1.Task;
import macaw.v1.WithdrawRequest;

/** {@code LabelingService}. */
@GrpcService
public class LabelingRpc extends LabelingServiceGrpc.LabelingServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Prompts prompts;
    private final Labelers labelers;
    private final CollectionDesk collections;
    private final Workplaces workplaces;
    private final TaskDesk tasks;
    private final SubmissionDesk submissions;
    private final Snapshots snapshots;

    LabelingRpc(
            DefaultNamespace namespaces,
            Projects projects,
            Prompts prompts,
            Labelers labelers,
            CollectionDesk collections,
            Workplaces workplaces,
            TaskDesk tasks,
            SubmissionDesk submissions,
            Snapshots snapshots) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.prompts = prompts;
        this.labelers = labelers;
        this.collections = collections;
        this.workplaces = workplaces;
        this.tasks = tasks;
        this.submissions = submissions;
        this.snapshots = snapshots;
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void createProject(Project request, StreamObserver<Project> observer) {
        Reply.one(
                observer,
                () -> Encoding.project(
                        projects.create(Decoding.project(request, namespaces.or(request.getNamespace())))));
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void addPrompts(AddPromptsRequest request, StreamObserver<AddPromptsResponse> observer) {
        Reply.one(observer, () -> {
            var project = projects.get(namespaces.or(request.getNamespace()), request.getProject());
            var added = prompts.add(
                    project,
                    request.getPromptsList().stream().map(Decoding::prompt).toList());
            return AddPromptsResponse.newBuilder()
                    .setAdded(added.added())
                    .setAlreadyThere(added.alreadyThere())
                    .build();
        });
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void addLabeler(AddLabelerRequest request, StreamObserver<AddLabelerResponse> observer) {
        Reply.one(
                observer,
                () -> Encoding.registered(labelers.register(
                        namespaces.or(request.getNamespace()), request.getName(), request.getSimulated())));
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void collectOutputs(CollectOutputsRequest request, StreamObserver<CollectProgress> observer) {
        Reply.<CollectProgress>stream(observer, send -> {
            var project = projects.get(namespaces.or(request.getNamespace()), request.getProject());
            collections.follow(
                    collections.start(project, request.getSeed()),
                    progress -> send.accept(Encoding.progress(progress)));
        });
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.REVIEWER})
    public void getProgress(ProgressRequest request, StreamObserver<ProjectProgress> observer) {
        Reply.one(
                observer,
                () -> Encoding.progress(
                        projects.progress(namespaces.or(request.getNamespace()), request.getProject())));
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void nextTask(NextTaskRequest request, StreamObserver<Task> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            var project = projects.get(namespace, request.getProject());
            return workplaces
                    .next(project, labeler(namespace))
                    .map(Encoding::task)
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.NO_TASK, "nothing to do in project \"" + project.name() + "\" now"));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void renewLease(LeaseRef request, StreamObserver<LeaseRef> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            UUID labeler = labeler(namespace).id();
            return Encoding.lease(
                    namespace, tasks.renew(namespace, Decoding.task(request), Decoding.lease(request), labeler));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void submitDemonstration(SubmitDemonstrationRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> submit(request.getLease(), Decoding.handedIn(request)));
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void submitComparison(SubmitComparisonRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> submit(request.getLease(), Decoding.handedIn(request)));
    }

    private Submitted submit(LeaseRef lease, SubmissionDesk.HandedIn work) {
        String namespace = namespaces.or(lease.getNamespace());
        return Encoding.submitted(
                submissions.submit(namespace, labeler(namespace).id(), work));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void createSnapshot(CreateSnapshotRequest request, StreamObserver<macaw.v1.Snapshot> observer) {
        Reply.one(observer, () -> {
            var project = projects.get(namespaces.or(request.getNamespace()), request.getProject());
            return Encoding.snapshot(snapshots.create(project, Decoding.splits(request.getSplitsList())));
        });
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void getSnapshot(SnapshotRef request, StreamObserver<macaw.v1.Snapshot> observer) {
        Reply.one(observer, () -> Encoding.snapshot(snapshot(request)));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void exportSnapshot(SnapshotRef request, StreamObserver<SnapshotRecord> observer) {
        Reply.<SnapshotRecord>stream(
                observer, send -> snapshots.records(snapshot(request), label -> send.accept(LabelCodec.encode(label))));
    }

    private Snapshot snapshot(SnapshotRef request) {
        return snapshots.get(namespaces.or(request.getNamespace()), request.getSnapshotId());
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void withdraw(WithdrawRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> {
            UUID submission = Names.id(request.getSubmissionId())
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.SUBMISSION_UNKNOWN, "no submission \"" + request.getSubmissionId() + "\""));
            return Encoding.submitted(submissions.withdraw(
                    namespaces.or(request.getNamespace()), submission, new Withdrawal(request.getReason(), caller())));
        });
    }

    private Labeler labeler(String namespace) {
        return labelers.ofSubject(namespace, caller());
    }

    private static String caller() {
        return RpcAccess.caller().orElseThrow().subject();
    }
}
