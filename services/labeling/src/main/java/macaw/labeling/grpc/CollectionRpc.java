package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.CollectionDesk;
import macaw.labeling.outputs.CollectionJob;
import macaw.labeling.outputs.ShortPrompt;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.Collection;
import macaw.v1.CollectionOfProject;
import macaw.v1.CollectionServiceGrpc;
import macaw.v1.CollectionState;
import macaw.v1.ListShortPromptsRequest;
import macaw.v1.ListShortPromptsResponse;
import macaw.v1.StartCollectionRequest;

/** {@code CollectionService}. */
@GrpcService
public class CollectionRpc extends CollectionServiceGrpc.CollectionServiceImplBase {
    private static final int USUAL_PROMPTS = 100;
    private static final int MOST_PROMPTS = 1000;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final CollectionDesk collections;

    CollectionRpc(DefaultNamespace namespaces, Projects projects, CollectionDesk collections) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.collections = collections;
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void startCollection(StartCollectionRequest request, StreamObserver<Collection> observer) {
        Reply.one(
                observer,
                () -> encode(
                        collections.start(project(request.getNamespace(), request.getProject()), request.getSeed())));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.REVIEWER})
    public void getCollection(CollectionOfProject request, StreamObserver<Collection> observer) {
        Reply.one(observer, () -> encode(collections.latest(project(request.getNamespace(), request.getProject()))));
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void stopCollection(CollectionOfProject request, StreamObserver<Collection> observer) {
        Reply.one(observer, () -> encode(collections.stop(project(request.getNamespace(), request.getProject()))));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.REVIEWER})
    public void listShortPrompts(ListShortPromptsRequest request, StreamObserver<ListShortPromptsResponse> observer) {
        int limit = request.getLimit() == 0 ? USUAL_PROMPTS : Math.clamp(request.getLimit(), 1, MOST_PROMPTS);
        Reply.one(
                observer,
                () -> ListShortPromptsResponse.newBuilder()
                        .addAllPrompts(collections
                                .shortPrompts(
                                        project(request.getNamespace(), request.getProject()),
                                        Math.max(request.getOffset(), 0),
                                        limit)
                                .stream()
                                .map(CollectionRpc::encode)
                                .toList())
                        .build());
    }

    private Project project(String namespace, String name) {
        return projects.get(namespaces.or(namespace), name);
    }

    private static macaw.v1.ShortPrompt encode(ShortPrompt prompt) {
        return macaw.v1.ShortPrompt.newBuilder()
                .setTaskId(prompt.task().toString())
                .setPromptId(prompt.promptId())
                .setTries(prompt.tries())
                .setDistinct(prompt.distinct())
                .setWanted(prompt.wanted())
                .setFailure(prompt.failure().map(ErrorCode::name).orElse(""))
                .build();
    }

    private static Collection encode(CollectionJob job) {
        var collection = Collection.newBuilder()
                .setNamespace(job.namespace())
                .setCollectionId(job.id().toString())
                .setProject(job.project())
                .setSeed(job.seed())
                .setPromptsDone(job.progress().promptsDone())
                .setPromptsTotal(job.progress().promptsTotal())
                .setOutputs(job.progress().outputs())
                .setPromptsShort(job.progress().promptsShort())
                .setFailed(job.progress().failed())
                .setStartedAtMicros(micros(job.startedAt()))
                .setEndedAtMicros(job.endedAt().map(CollectionRpc::micros).orElse(0L));
        switch (job.state()) {
            case CollectionJob.State.Running() -> collection.setState(CollectionState.COLLECTION_STATE_RUNNING);
            case CollectionJob.State.Done() -> collection.setState(CollectionState.COLLECTION_STATE_DONE);
            case CollectionJob.State.Stopped() -> collection.setState(CollectionState.COLLECTION_STATE_STOPPED);
            case CollectionJob.State.Failed(ErrorCode code, String message) ->
                collection
                        .setState(CollectionState.COLLECTION_STATE_FAILED)
                        .setCode(code.name())
                        .setMessage(message);
        }
        return collection.build();
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
