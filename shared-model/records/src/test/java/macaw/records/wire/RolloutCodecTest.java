package macaw.records.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Completion;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Rollout;
import macaw.records.Sampling;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class RolloutCodecTest {
    private static final VersionRef POLICY = new VersionRef("default", "demo", 3, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "rm", 1, "b".repeat(64));
    private static final Prompt PROMPT = new Prompt(
            "default",
            Prompt.rolloutId("run-1", 2, 5, 1),
            "run-1",
            4,
            2,
            5,
            1,
            TokenIds.of(1, 3, 500, 4),
            Sampling.plain(0.7, 24),
            -5,
            POLICY,
            List.of(new RewardWeight(REWARD, 0.5)),
            Instant.ofEpochSecond(1_700_000_000, 123_000));
    private static final Completion COMPLETION =
            new Completion(TokenIds.of(9, 2), LogProbabilities.of(-0.25f, -1e-7f), FinishReason.EOS, "ort avx512");

    @Test
    void aScoredRolloutSurvivesTheWireBitForBit() throws InvalidProtocolBufferException {
        var scored = new ScoredRollout(
                new Rollout(PROMPT, Fingerprints.of(PROMPT), POLICY, COMPLETION),
                new Scores(List.of(new Score(REWARD, 1.25, 0.5))));
        byte[] bytes = RolloutCodec.encode(scored).toByteArray();
        ScoredRollout read = RolloutCodec.decode(macaw.v1.ScoredRollout.parseFrom(bytes));
        assertThat(read).isEqualTo(scored);
        assertThat(Fingerprints.of(read.rollout().prompt())).isEqualTo(Fingerprints.of(PROMPT));
    }

    @Test
    void aFailureIsCarriedOn() {
        var failure = new Failure("PROMPT_TOO_LONG", "was 200", false);
        var scored = new ScoredRollout(new Rollout(PROMPT, Fingerprints.of(PROMPT), POLICY, failure), failure);
        assertThat(RolloutCodec.decode(RolloutCodec.encode(scored))).isEqualTo(scored);
    }

    @Test
    void aNewerRevisionIsRefusedInsteadOfHalfRead() {
        var newer = RolloutCodec.encode(PROMPT).toBuilder()
                .setContractRevision(ContractRevision.CURRENT + 1)
                .build();
        assertThatThrownBy(() -> RolloutCodec.decode(newer))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REVISION_UNSUPPORTED));
    }

    @Test
    void aRolloutWithoutOutcomeIsRefused() {
        var empty = RolloutCodec.encode(new Rollout(PROMPT, "f", POLICY, COMPLETION)).toBuilder()
                .clearOutcome()
                .build();
        assertThatThrownBy(() -> RolloutCodec.decode(empty)).hasMessageContaining("completion or a failure");
        var unspecified = macaw.v1.Completion.getDefaultInstance();
        assertThatThrownBy(() -> RolloutCodec.decode(unspecified.getFinishReason()))
                .hasMessageContaining("finish reason");
    }
}
