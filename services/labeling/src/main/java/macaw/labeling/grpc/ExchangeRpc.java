package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.LabelFormat;
import macaw.labeling.exchange.PromptFiles;
import macaw.labeling.exchange.RowFormats;
import macaw.labeling.forms.Answer;
import macaw.labeling.projects.Projects;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.trl.Good;
import macaw.labeling.trl.Shape;
import macaw.labeling.trl.Shapes;
import macaw.v1.ExchangeServiceGrpc;
import macaw.v1.ExportShapeRequest;
import macaw.v1.ExportedLine;
import macaw.v1.FileChunk;
import macaw.v1.FreezeSnapshotRequest;
import macaw.v1.LabelsImported;
import macaw.v1.PromptFileAdded;
import macaw.v1.SnapshotManifest;
import macaw.v1.SnapshotRef;

/** {@code ExchangeService}. */
@GrpcService
public class ExchangeRpc extends ExchangeServiceGrpc.ExchangeServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final PromptFiles promptFiles;
    private final LabelFiles labelFiles;
    private final RowFormats formats;
    private final Snapshots snapshots;
    private final Shapes shapes;

    ExchangeRpc(
            DefaultNamespace namespaces,
            Projects projects,
            PromptFiles promptFiles,
            LabelFiles labelFiles,
            RowFormats formats,
            Snapshots snapshots,
            Shapes shapes) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.promptFiles = promptFiles;
        this.labelFiles = labelFiles;
        this.formats = formats;
        this.snapshots = snapshots;
        this.shapes = shapes;
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public StreamObserver<FileChunk> addPromptFile(StreamObserver<PromptFileAdded> reply) {
        return new FileUpload<>(
                FileLimits.USUAL,
                (header, file) -> {
                    PromptFiles.Added added = promptFiles.add(
                            projects.get(namespaces.or(header.getNamespace()), header.getProject()),
                            formats.named(header.getFormat()),
                            file);
                    return PromptFileAdded.newBuilder()
                            .setAdded(added.added())
                            .setAlreadyThere(added.alreadyThere())
                            .addAllIgnored(added.ignored())
                            .build();
                },
                reply);
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public StreamObserver<FileChunk> importLabels(StreamObserver<LabelsImported> reply) {
        return new FileUpload<>(
                FileLimits.USUAL,
                (header, file) -> {
                    LabelFormat format = LabelFormat.named(header.getLabels());
                    return Manifests.imported(labelFiles.add(
                            projects.get(namespaces.or(header.getNamespace()), header.getProject()),
                            format,
                            formats.ofLabels(format, header.getFormat()),
                            file,
                            new LabelFiles.Unsaid(
                                    header.getSource(), header.getLabelerPseudonym(), header.getSimulated())));
                },
                reply);
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void freezeSnapshot(FreezeSnapshotRequest request, StreamObserver<SnapshotManifest> observer) {
        Reply.one(
                observer,
                () -> manifest(snapshots.create(
                        projects.get(namespaces.or(request.getNamespace()), request.getProject()),
                        Manifests.filters(request.getFilters()))));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void getManifest(SnapshotRef request, StreamObserver<SnapshotManifest> observer) {
        Reply.one(observer, () -> manifest(snapshot(request)));
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void exportLines(SnapshotRef request, StreamObserver<ExportedLine> observer) {
        Reply.<ExportedLine>stream(
                observer, send -> snapshots.lines(snapshot(request), line -> send.accept(exported(line))));
    }

    private SnapshotManifest manifest(Snapshot snapshot) {
        return Manifests.manifest(snapshot, snapshots.summary(snapshot));
    }

    private Snapshot snapshot(SnapshotRef request) {
        return snapshots.get(namespaces.or(request.getNamespace()), request.getSnapshotId());
    }

    private static ExportedLine exported(String line) {
        return ExportedLine.newBuilder().setLine(line).build();
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void exportShape(ExportShapeRequest request, StreamObserver<ExportedLine> observer) {
        Reply.<ExportedLine>stream(observer, send -> {
            Snapshot snapshot = snapshot(request.getSnapshot());
            Shape shape = Shape.named(request.getShape(), good(request));
            shape.checkTakes(snapshot.kind());
            shapes.lines(snapshot, shape, line -> send.accept(exported(line)));
        });
    }

    private static Good good(ExportShapeRequest request) {
        if (request.getQuestion().isEmpty()) {
            return request.getThreshold() == 0 ? Good.USUAL : new Good.Rated(request.getThreshold());
        }
        return new Good.Answered(
                request.getQuestion(), Decoding.answer(request.getGood()).orElse(Answer.NO));
    }
}
