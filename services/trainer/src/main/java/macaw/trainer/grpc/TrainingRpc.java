package macaw.trainer.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.settings.ServiceSettings;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.records.wire.ContractRevision;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.imports.Imports;
import macaw.trainer.publishing.VersionDesk;
import macaw.trainer.runs.RunView;
import macaw.trainer.runs.Runs;
import macaw.trainer.runs.StartRequest;
import macaw.trainer.wire.ImportCodec;
import macaw.trainer.wire.RunCodec;
import macaw.trainer.wire.VersionCodec;
import macaw.v1.AliasChanged;
import macaw.v1.DatasetChunk;
import macaw.v1.DatasetUploaded;
import macaw.v1.ImportChunk;
import macaw.v1.ListAliasesRequest;
import macaw.v1.ListAliasesResponse;
import macaw.v1.ListRunsRequest;
import macaw.v1.ListRunsResponse;
import macaw.v1.ListVersionsRequest;
import macaw.v1.ListVersionsResponse;
import macaw.v1.RegisterRewardRequest;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.StartRunRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.VersionPublished;

/** The trainer over gRPC. */
@GrpcService
public class TrainingRpc extends TrainingServiceGrpc.TrainingServiceImplBase {
    private static final Duration LOOK_UP = Duration.ofSeconds(5);

    private final Namespace namespace;
    private final Runs runs;
    private final VersionDesk versions;
    private final Imports imports;
    private final Datasets datasets;

    TrainingRpc(ServiceSettings settings, Runs runs, VersionDesk versions, Imports imports, Datasets datasets) {
        this.namespace = new Namespace(settings.namespace());
        this.runs = runs;
        this.versions = versions;
        this.imports = imports;
        this.datasets = datasets;
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void startRun(StartRunRequest request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        RunView run = runs.start(
                new StartRequest(request.getRunId(), RunCodec.decode(request.getKind()), request.getSettingsJson()));
        answer(reply, RunCodec.encode(run));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void getRun(RunRef request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        answer(reply, RunCodec.encode(runs.get(request.getRunId())));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> reply) {
        namespace.require(request.getNamespace());
        answer(
                reply,
                ListRunsResponse.newBuilder()
                        .addAllRuns(runs.list().stream().map(RunCodec::encode).toList())
                        .build());
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void pauseRun(RunRef request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        answer(reply, RunCodec.encode(runs.pause(request.getRunId())));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void resumeRun(RunRef request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        answer(reply, RunCodec.encode(runs.resume(request.getRunId())));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void cancelRun(RunRef request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        answer(reply, RunCodec.encode(runs.cancel(request.getRunId())));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void watchRun(RunRef request, StreamObserver<Run> reply) {
        namespace.require(request.getNamespace());
        RunView run = runs.get(request.getRunId());
        reply.onNext(RunCodec.encode(run));
        // a watch lasts as long as its run: it has a thread of its own, and a worker stays free for other calls
        Thread.ofVirtual()
                .name("watch-" + request.getRunId())
                .start(() -> watch(run, (ServerCallStreamObserver<Run>) reply));
    }

    private void watch(RunView first, ServerCallStreamObserver<Run> reply) {
        RunView run = first;
        try {
            while (!run.status().ended() && !reply.isCancelled()) {
                RunView now = runs.awaitChange(run, LOOK_UP);
                if (!now.equals(run) && !reply.isCancelled()) {
                    run = now;
                    reply.onNext(RunCodec.encode(run));
                }
            }
            if (!reply.isCancelled()) {
                reply.onCompleted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.onError(new CodedException(ErrorCode.DRAINING, "the trainer is shutting down", e));
        } catch (RuntimeException e) {
            if (!reply.isCancelled()) {
                reply.onError(e);
            }
        }
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public StreamObserver<ImportChunk> importCheckpoint(StreamObserver<VersionPublished> reply) {
        return new CheckpointUpload(namespace, imports, reply);
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public StreamObserver<DatasetChunk> uploadDataset(StreamObserver<DatasetUploaded> reply) {
        return new DatasetUpload(namespace, datasets, reply);
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void listVersions(ListVersionsRequest request, StreamObserver<ListVersionsResponse> reply) {
        namespace.require(request.getNamespace());
        var response = ListVersionsResponse.newBuilder();
        for (PublishedVersion version : versions.list(VersionCodec.decode(request.getKind()), request.getName())) {
            response.addVersions(VersionCodec.encode(version));
        }
        answer(reply, response.build());
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void registerReward(RegisterRewardRequest request, StreamObserver<VersionPublished> reply) {
        PublishedVersion version = imports.register(
                Imports.Target.next(VersionKind.REWARD, namespace.require(request.getNamespace()), request.getName()),
                ImportCodec.decode(request));
        answer(reply, VersionCodec.encode(version));
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void setAlias(AliasChanged request, StreamObserver<AliasChanged> reply) {
        ContractRevision.refuseNewer(request.getContractRevision());
        String own = namespace.require(request.getNamespace());
        VersionKind kind = VersionCodec.decode(request.getKind());
        var wanted = request.getVersion();
        VersionRef version = versions.setAlias(
                kind,
                request.getAlias(),
                new VersionName(own, wanted.getName(), ImportCodec.selector(wanted.getNumber())),
                wanted.getManifestSha256());
        answer(reply, VersionCodec.encode(kind, request.getAlias(), version));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void listAliases(ListAliasesRequest request, StreamObserver<ListAliasesResponse> reply) {
        namespace.require(request.getNamespace());
        var response = ListAliasesResponse.newBuilder();
        for (VersionKind kind : VersionKind.values()) {
            versions.aliases(kind)
                    .forEach((alias, version) -> response.addAliases(VersionCodec.encode(kind, alias, version)));
        }
        answer(reply, response.build());
    }

    private static <T> void answer(StreamObserver<T> reply, T message) {
        reply.onNext(message);
        reply.onCompleted();
    }
}
