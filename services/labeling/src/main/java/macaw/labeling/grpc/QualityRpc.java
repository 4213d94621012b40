package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.quality.Period;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.QualityFilter;
import macaw.labeling.quality.QualityReport;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.Agreement;
import macaw.v1.Disagreements;
import macaw.v1.DisagreementsRequest;
import macaw.v1.LabelerQualities;
import macaw.v1.QualityRequest;
import macaw.v1.QualityServiceGrpc;

/** {@code QualityService}. */
@GrpcService
public class QualityRpc extends QualityServiceGrpc.QualityServiceImplBase {
    private static final int USUAL_TASKS = 20;
    private static final int MOST_TASKS = 50;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final QualityDesk quality;

    QualityRpc(DefaultNamespace namespaces, Projects projects, QualityDesk quality) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.quality = quality;
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void getAgreement(QualityRequest request, StreamObserver<Agreement> observer) {
        Reply.one(observer, () -> QualityEncoding.agreement(report(request).agreement()));
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listLabelerQuality(QualityRequest request, StreamObserver<LabelerQualities> observer) {
        Reply.one(observer, () -> QualityEncoding.labelers(report(request).labelers()));
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listDisagreements(DisagreementsRequest request, StreamObserver<Disagreements> observer) {
        Reply.one(observer, () -> QualityEncoding.disagreements(disputes(request)));
    }

    private QualityDesk.Page disputes(DisagreementsRequest request) {
        Project project = project(request.getOf());
        QualityFilter filter = filter(request.getOf());
        if (!request.getTaskId().isEmpty()) {
            UUID task = Names.id(request.getTaskId())
                    .orElseThrow(() ->
                            new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + request.getTaskId() + "\""));
            return quality.dispute(project, task);
        }
        return quality.disputes(
                project,
                filter,
                Math.max(request.getOffset(), 0),
                request.getLimit() == 0 ? USUAL_TASKS : Math.clamp(request.getLimit(), 1, MOST_TASKS));
    }

    private QualityReport report(QualityRequest request) {
        Project project = project(request);
        return quality.report(project, filter(request), constant(Period.class, "by", request.getBy(), Period.WEEK));
    }

    private Project project(QualityRequest request) {
        return projects.get(namespaces.or(request.getNamespace()), request.getProject());
    }

    private static QualityFilter filter(QualityRequest request) {
        return new QualityFilter(
                constant(
                        QualityFilter.Simulated.class,
                        "simulated",
                        request.getSimulated(),
                        QualityFilter.Simulated.INCLUDE),
                Decoding.splits(request.getSplitsList()),
                moment(request.getSubmittedFromMicros()),
                moment(request.getSubmittedUntilMicros()));
    }

    private static Optional<Instant> moment(long micros) {
        return micros == 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String word, E usual) {
        if (word.isEmpty()) {
            return usual;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> LabelCodec.word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        field + " must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(LabelCodec::word)
                                        .toList()
                                + ", was \"" + word + "\""));
    }
}
