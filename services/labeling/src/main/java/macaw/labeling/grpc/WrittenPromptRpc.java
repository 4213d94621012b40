package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.labeling.projects.Projects;
import macaw.labeling.submissions.Content.WrittenPrompt.Style;
import macaw.labeling.takeover.TakeOver;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.TakeOverPromptsRequest;
import macaw.v1.TakenOver;
import macaw.v1.WrittenPromptServiceGrpc;

/** {@code WrittenPromptService}. */
@GrpcService
public class WrittenPromptRpc extends WrittenPromptServiceGrpc.WrittenPromptServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final TakeOver takeOver;

    WrittenPromptRpc(DefaultNamespace namespaces, Projects projects, TakeOver takeOver) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.takeOver = takeOver;
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void takeOverPrompts(TakeOverPromptsRequest request, StreamObserver<TakenOver> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            var filter = new TakeOver.Filter(
                    request.getStylesList().stream()
                            .map(word -> DeskDecoding.word(Style.class, "styles", word))
                            .collect(Collectors.toSet()),
                    Decoding.splits(request.getSplitsList()));
            TakeOver.Taken taken = takeOver.take(
                    projects.get(namespace, request.getFrom()), projects.get(namespace, request.getProject()), filter);
            return TakenOver.newBuilder()
                    .setAdded(taken.added())
                    .setAlreadyThere(taken.alreadyThere())
                    .addAllTooLong(taken.tooLong().stream().map(UUID::toString).toList())
                    .build();
        });
    }
}
