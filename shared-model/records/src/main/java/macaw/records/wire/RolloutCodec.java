package macaw.records.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.ScoringOutcome;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import macaw.v1.SamplingSettings;

/**
 * {@code Prompt}, {@code Rollout} and {@code ScoredRollout} to and from {@code macaw.v1}. Decoding refuses a newer contract revision
 * (REVISION_UNSUPPORTED) and whatever the records refuse.
 */
public final class RolloutCodec {
    private RolloutCodec() {}

    public static macaw.v1.Prompt encode(Prompt prompt) {
        var message = macaw.v1.Prompt.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setNamespace(prompt.namespace())
                .setRolloutId(prompt.rolloutId())
                .setRunId(prompt.runId())
                .setRunEpoch(prompt.runEpoch())
                .setIteration(prompt.iteration())
                .setPromptIndex(prompt.promptIndex())
                .setSampleIndex(prompt.sampleIndex())
                .setSampling(encode(prompt.sampling()))
                .setSeed(prompt.seed())
                .setPolicy(encode(prompt.policy()))
                .setRequestedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, prompt.requestedAt()));
        for (int id : prompt.tokens().toArray()) {
            message.addTokens(id);
        }
        for (RewardWeight weighted : prompt.rewards()) {
            message.addRewardsBuilder().setReward(encode(weighted.reward())).setWeight(weighted.weight());
        }
        return message.build();
    }

    public static Prompt decode(macaw.v1.Prompt message) {
        ContractRevision.require(message.getContractRevision());
        return new Prompt(
                message.getNamespace(),
                message.getRolloutId(),
                message.getRunId(),
                message.getRunEpoch(),
                message.getIteration(),
                message.getPromptIndex(),
                message.getSampleIndex(),
                tokens(message.getTokensCount(), message::getTokens),
                decode(message.getSampling()),
                message.getSeed(),
                decode(message.getPolicy()),
                message.getRewardsList().stream()
                        .map(weighted -> new RewardWeight(decode(weighted.getReward()), weighted.getWeight()))
                        .toList(),
                Instant.EPOCH.plus(message.getRequestedAtMicros(), ChronoUnit.MICROS));
    }

    public static macaw.v1.Rollout encode(Rollout rollout) {
        var message = macaw.v1.Rollout.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setPrompt(encode(rollout.prompt()))
                .setFingerprint(rollout.fingerprint())
                .setPolicy(encode(rollout.policy()));
        switch (rollout.outcome()) {
            case Completion completion -> message.setCompletion(encode(completion));
            case Failure failure -> message.setFailure(encode(failure));
        }
        return message.build();
    }

    public static Rollout decode(macaw.v1.Rollout message) {
        ContractRevision.require(message.getContractRevision());
        RolloutOutcome outcome = switch (message.getOutcomeCase()) {
            case COMPLETION -> decode(message.getCompletion());
            case FAILURE -> decode(message.getFailure());
            case OUTCOME_NOT_SET -> throw refused("a rollout has a completion or a failure");
        };
        return new Rollout(decode(message.getPrompt()), message.getFingerprint(), decode(message.getPolicy()), outcome);
    }

    public static macaw.v1.ScoredRollout encode(ScoredRollout scored) {
        var message = macaw.v1.ScoredRollout.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setRollout(encode(scored.rollout()));
        switch (scored.outcome()) {
            case Scores scores -> message.setScores(encode(scores));
            case Failure failure -> message.setFailure(encode(failure));
        }
        return message.build();
    }

    public static ScoredRollout decode(macaw.v1.ScoredRollout message) {
        ContractRevision.require(message.getContractRevision());
        ScoringOutcome outcome = switch (message.getOutcomeCase()) {
            case SCORES -> decode(message.getScores());
            case FAILURE -> decode(message.getFailure());
            case OUTCOME_NOT_SET -> throw refused("a scored rollout has scores or a failure");
        };
        return new ScoredRollout(decode(message.getRollout()), outcome);
    }

    public static macaw.v1.VersionRef encode(VersionRef version) {
        return macaw.v1.VersionRef.newBuilder()
                .setNamespace(version.namespace())
                .setName(version.name())
                .setNumber(version.number())
                .setManifestSha256(version.manifestSha256())
                .build();
    }

    public static VersionRef decode(macaw.v1.VersionRef message) {
        return new VersionRef(
                message.getNamespace(), message.getName(), message.getNumber(), message.getManifestSha256());
    }

    public static SamplingSettings encode(Sampling sampling) {
        return SamplingSettings.newBuilder()
                .setTemperature(sampling.temperature())
                .setMaxTokens(sampling.maxTokens())
                .setTopK(sampling.topK())
                .setTopP(sampling.topP())
                .setMinP(sampling.minP())
                .addAllStop(sampling.stop())
                .build();
    }

    public static Sampling decode(SamplingSettings message) {
        return new Sampling(
                message.getTemperature(),
                message.getMaxTokens(),
                message.getTopK(),
                // 0 is proto3's "left out"
                message.getTopP() == 0 ? 1 : message.getTopP(),
                message.getMinP(),
                message.getStopList());
    }

    public static macaw.v1.Failure encode(Failure failure) {
        return macaw.v1.Failure.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .setRetryable(failure.retryable())
                .build();
    }

    public static Failure decode(macaw.v1.Failure message) {
        return new Failure(message.getCode(), message.getMessage(), message.getRetryable());
    }

    public static macaw.v1.FinishReason encode(FinishReason reason) {
        return switch (reason) {
            case EOS -> macaw.v1.FinishReason.FINISH_REASON_EOS;
            case LENGTH -> macaw.v1.FinishReason.FINISH_REASON_LENGTH;
            case STOP -> macaw.v1.FinishReason.FINISH_REASON_STOP;
        };
    }

    public static FinishReason decode(macaw.v1.FinishReason message) {
        return switch (message) {
            case FINISH_REASON_EOS -> FinishReason.EOS;
            case FINISH_REASON_LENGTH -> FinishReason.LENGTH;
            case FINISH_REASON_STOP -> FinishReason.STOP;
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> throw refused("finish reason must be EOS, LENGTH or STOP");
        };
    }

    private static macaw.v1.Completion encode(Completion completion) {
        var message = macaw.v1.Completion.newBuilder()
                .setFinishReason(encode(completion.finishReason()))
                .setNumerics(completion.numerics());
        for (int id : completion.tokens().toArray()) {
            message.addTokens(id);
        }
        for (float logProbability : completion.logProbabilities().toArray()) {
            message.addLogprobs(logProbability);
        }
        return message.build();
    }

    private static Completion decode(macaw.v1.Completion message) {
        float[] logProbabilities = new float[message.getLogprobsCount()];
        for (int i = 0; i < logProbabilities.length; i++) {
            logProbabilities[i] = message.getLogprobs(i);
        }
        return new Completion(
                tokens(message.getTokensCount(), message::getTokens),
                LogProbabilities.of(logProbabilities),
                decode(message.getFinishReason()),
                message.getNumerics());
    }

    private static macaw.v1.Scores encode(Scores scores) {
        var message = macaw.v1.Scores.newBuilder();
        for (Score score : scores.scores()) {
            message.addScoresBuilder()
                    .setReward(encode(score.reward()))
                    .setValue(score.value())
                    .setWeight(score.weight());
        }
        return message.build();
    }

    private static Scores decode(macaw.v1.Scores message) {
        return new Scores(message.getScoresList().stream()
                .map(score -> new Score(decode(score.getReward()), score.getValue(), score.getWeight()))
                .toList());
    }

    private static TokenIds tokens(int count, IntUnaryOperator at) {
        return TokenIds.of(IntStream.range(0, count).map(at).toArray());
    }

    private static CodedException refused(String what) {
        return new CodedException(ErrorCode.REQUEST_INVALID, what);
    }
}
