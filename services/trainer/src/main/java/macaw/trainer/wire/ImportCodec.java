package macaw.trainer.wire;

import java.time.Duration;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.trainer.imports.Imports;
import macaw.trainer.imports.RewardDescription;
import macaw.v1.ImportHeader;
import macaw.v1.RegisterRewardRequest;

/** What comes in, from its messages. */
public final class ImportCodec {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private ImportCodec() {}

    /** A base that names no namespace is of this one. */
    public static Imports.Target decode(String namespace, ImportHeader header) {
        return new Imports.Target(
                VersionCodec.decode(header.getKind()),
                namespace,
                header.getName(),
                header.getNumber(),
                Optional.of(header.getBase())
                        .filter(base -> !base.isEmpty())
                        .map(base -> VersionName.parse(base, namespace)));
    }

    public static RewardDescription decode(RegisterRewardRequest request) {
        return switch (request.getKindCase()) {
            case RULE ->
                new RewardDescription.Rule(
                        request.getRule().getRule(), request.getRule().getParametersMap());
            case REMOTE ->
                new RewardDescription.Remote(
                        request.getRemote().getTarget(),
                        request.getRemote().getReward(),
                        request.getRemote().getDeadlineMillis() == 0
                                ? DEADLINE
                                : Duration.ofMillis(request.getRemote().getDeadlineMillis()));
            case KIND_NOT_SET ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "a registered reward is a rule or remote");
        };
    }

    /** A number of 0 is the latest. */
    public static VersionName.Selector selector(long number) {
        return number == 0 ? new VersionName.Selector.Latest() : new VersionName.Selector.Number(number);
    }
}
