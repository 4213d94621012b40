package macaw.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final VersionRef POLICY = new VersionRef("default", "demo", 3, "a".repeat(64));
    private static final VersionRef REWARD = new VersionRef("default", "rm", 1, "b".repeat(64));

    private static Prompt prompt(Sampling sampling, long seed, Instant at, int... tokens) {
        return new Prompt(
                "default",
                Prompt.rolloutId("run-1", 2, 5, 0),
                "run-1",
                1,
                2,
                5,
                0,
                TokenIds.of(tokens),
                sampling,
                seed,
                POLICY,
                List.of(new RewardWeight(REWARD, 1)),
                at);
    }

    private static void refuses(ErrorCode code, String part, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    @Test
    void versionNamesReadAsPeopleWriteThem() {
        assertThat(VersionName.parse("demo"))
                .isEqualTo(new VersionName("default", "demo", new VersionName.Selector.Latest()));
        assertThat(VersionName.parse("team/demo@7"))
                .isEqualTo(new VersionName("team", "demo", new VersionName.Selector.Number(7)));
        assertThat(VersionName.parse("demo@best", "team"))
                .isEqualTo(new VersionName("team", "demo", new VersionName.Selector.Alias("best")));
        for (String text : List.of("", "@1", "a/b/c", "demo@", "demo@0", "../x", "demo@99999999999999999999", "a b")) {
            refuses(ErrorCode.NAME_INVALID, "", () -> VersionName.parse(text));
        }
    }

    @Test
    void aNameThatLeavesItsFolderIsRefused() {
        for (String name : List.of("..", ".hidden", "a/b", "", "x".repeat(101), "ü")) {
            refuses(ErrorCode.NAME_INVALID, "name must be", () -> new VersionRef("default", name, 1, "a".repeat(64)));
        }
    }

    @Test
    void whatPpoCannotAccountForIsRefusedInPrompts() {
        refuses(
                ErrorCode.SAMPLING_INVALID,
                "whole distribution",
                () -> prompt(new Sampling(1, 8, 5, 1, 0, List.of()), 1, Instant.EPOCH, 1));
        refuses(
                ErrorCode.SAMPLING_INVALID,
                "whole distribution",
                () -> prompt(Sampling.plain(0, 8), 1, Instant.EPOCH, 1));
        refuses(ErrorCode.PROMPT_EMPTY, "no tokens", () -> prompt(Sampling.plain(1, 8), 1, Instant.EPOCH));
        refuses(ErrorCode.SAMPLING_INVALID, "was -0.5", () -> Sampling.plain(-0.5, 8));
        refuses(ErrorCode.SAMPLING_INVALID, "NaN", () -> Sampling.plain(Double.NaN, 8));
    }

    @Test
    void theFingerprintCoversTheRequestAndNotItsTime() {
        Prompt asked = prompt(Sampling.plain(1, 8), 9, Instant.EPOCH, 1, 2, 3);
        String fingerprint = Fingerprints.of(asked);
        assertThat(Fingerprints.of(prompt(Sampling.plain(1, 8), 9, Instant.EPOCH.plusSeconds(5), 1, 2, 3)))
                .isEqualTo(fingerprint);
        assertThat(Fingerprints.of(prompt(Sampling.plain(1, 8), 10, Instant.EPOCH, 1, 2, 3)))
                .isNotEqualTo(fingerprint);
        assertThat(Fingerprints.of(prompt(Sampling.plain(1, 8), 9, Instant.EPOCH, 1, 2, 4)))
                .isNotEqualTo(fingerprint);
        assertThat(Fingerprints.of(prompt(Sampling.plain(0.9, 8), 9, Instant.EPOCH, 1, 2, 3)))
                .isNotEqualTo(fingerprint);
    }

    @Test
    void aScoreThatIsNotANumberIsRefused() {
        refuses(ErrorCode.REQUEST_INVALID, "must be finite", () -> new Score(REWARD, Double.NaN, 1));
        assertThat(new Scores(List.of(new Score(REWARD, 2, 0.5), new Score(POLICY, -3, 1))).mixed())
                .isEqualTo(-2);
    }

    @Test
    void aCompletionHasOneLogProbabilityAToken() {
        refuses(
                ErrorCode.REQUEST_INVALID,
                "had 2 tokens and 1",
                () -> new Completion(TokenIds.of(1, 2), LogProbabilities.of(-1f), FinishReason.EOS, "x"));
        refuses(ErrorCode.REQUEST_INVALID, "finite", () -> LogProbabilities.of(Float.NEGATIVE_INFINITY));
        refuses(ErrorCode.REQUEST_INVALID, "at most 0, was 0.5", () -> LogProbabilities.of(-1f, 0.5f));
        refuses(ErrorCode.REQUEST_INVALID, "at least 0, was -1", () -> TokenIds.of(3, -1));
    }

    @Test
    void randomNumbersDependOnTheirNameAlone() {
        assertThat(DeterministicRandom.of(1, "sampling", 2, 3).nextLong())
                .isEqualTo(DeterministicRandom.of(1, "sampling", 2, 3).nextLong());
        long distinct = IntStream.range(0, 1000)
                .mapToLong(i -> DeterministicRandom.of(i % 10, i % 2 == 0 ? "a" : "b", i % 25, i)
                        .nextLong())
                .distinct()
                .count();
        assertThat(distinct).isEqualTo(1000);
    }

    @Test
    void uniformAndNormalNumbersHaveTheirMoments() {
        var random = DeterministicRandom.of(7, "moments", 0, 0);
        double[] normal = IntStream.range(0, 100_000)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
        assertThat(Arrays.stream(normal).average().orElseThrow()).isBetween(-0.02, 0.02);
        assertThat(Arrays.stream(normal).map(x -> x * x).average().orElseThrow())
                .isBetween(0.98, 1.02);
        int[] counts = new int[6];
        IntStream.range(0, 60_000).forEach(i -> counts[random.nextInt(6)]++);
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 9_500 && count < 10_500);
        assertThat(random.permutation(50)).doesNotHaveDuplicates().hasSize(50);
    }
}
