package macaw.trainer.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.records.RunKind;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.trainer.runs.RunStatus;
import macaw.trainer.runs.RunView;
import macaw.v1.Progress;
import macaw.v1.Run;
import macaw.v1.RunState;

/** Runs to their message. */
public final class RunCodec {
    private RunCodec() {}

    public static Run encode(RunView view) {
        var run = Run.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(view.run().namespace())
                .setRunId(view.run().id())
                .setKind(encode(view.run().kind()))
                .setState(state(view.status()))
                .setEpoch(view.epoch())
                .setProgress(Progress.newBuilder()
                        .setStep(view.progress().step())
                        .setTotalSteps(view.progress().total())
                        .setUnit(view.progress().unit())
                        .setActivity(view.progress().activity()))
                .putAllMetrics(view.metrics())
                .setOutput(view.output())
                .setSettingsJson(view.run().settingsJson())
                .setCreatedAtMicros(micros(view.run().createdAt()))
                .setUpdatedAtMicros(micros(view.updatedAt()));
        view.published().forEach(version -> run.addPublished(RolloutCodec.encode(version)));
        failure(view.status()).ifPresent(failure -> run.setFailure(RolloutCodec.encode(failure)));
        return run.build();
    }

    public static RunKind decode(macaw.v1.RunKind kind) {
        return switch (kind) {
            case RUN_KIND_PRETRAIN -> RunKind.PRETRAIN;
            case RUN_KIND_SFT -> RunKind.SFT;
            case RUN_KIND_REWARD -> RunKind.REWARD;
            case RUN_KIND_PPO -> RunKind.PPO;
            case RUN_KIND_DPO -> RunKind.DPO;
            case RUN_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "a run has a kind: pretrain, sft, reward, ppo or dpo");
        };
    }

    private static macaw.v1.RunKind encode(RunKind kind) {
        return switch (kind) {
            case PRETRAIN -> macaw.v1.RunKind.RUN_KIND_PRETRAIN;
            case SFT -> macaw.v1.RunKind.RUN_KIND_SFT;
            case REWARD -> macaw.v1.RunKind.RUN_KIND_REWARD;
            case PPO -> macaw.v1.RunKind.RUN_KIND_PPO;
            case DPO -> macaw.v1.RunKind.RUN_KIND_DPO;
        };
    }

    private static RunState state(RunStatus status) {
        return switch (status) {
            case RunStatus.Queued() -> RunState.RUN_STATE_QUEUED;
            case RunStatus.Running() -> RunState.RUN_STATE_RUNNING;
            case RunStatus.Paused paused -> RunState.RUN_STATE_PAUSED;
            case RunStatus.Finished() -> RunState.RUN_STATE_FINISHED;
            case RunStatus.Failed failed -> RunState.RUN_STATE_FAILED;
            case RunStatus.Cancelled() -> RunState.RUN_STATE_CANCELLED;
        };
    }

    /** Why it is paused or failed. */
    public static Optional<Failure> failure(RunStatus status) {
        return switch (status) {
            case RunStatus.Paused(Failure reason, boolean byItself) -> Optional.of(reason);
            case RunStatus.Failed(Failure reason) -> Optional.of(reason);
            case RunStatus.Queued(), RunStatus.Running(), RunStatus.Finished(), RunStatus.Cancelled() ->
                Optional.empty();
        };
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
