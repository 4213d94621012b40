package macaw.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import macaw.records.wire.RolloutCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every benchmark's preparation and one call of it, so that none of them rots; nothing is timed. */
class MicroTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 512})
    void theCodecsBenchmarkMeasuresARoundTrip(int tokens) throws Exception {
        var codec = new CodecBenchmark();
        codec.tokens = tokens;
        codec.prepare();
        assertThat(codec.scored().rollout().outcome()).isNotNull();
        assertThat(RolloutCodec.decode(macaw.v1.Prompt.parseFrom(codec.promptEncode())))
                .isEqualTo(codec.promptDecode())
                .isEqualTo(codec.scored().rollout().prompt());
        assertThat(RolloutCodec.decode(macaw.v1.Rollout.parseFrom(codec.rolloutEncode())))
                .isEqualTo(codec.rolloutDecode())
                .isEqualTo(codec.scored().rollout());
        assertThat(RolloutCodec.decode(macaw.v1.ScoredRollout.parseFrom(codec.scoredEncode())))
                .isEqualTo(codec.scoredDecode())
                .isEqualTo(codec.scored());
        assertThat(codec.scoredToBytes()).isEqualTo(codec.scoredEncode());
        assertThat(codec.scoredFromBytes()).isEqualTo(RolloutCodec.encode(codec.scored()));
        assertThat(codec.bytesPerToken()).contains(tokens + " tokens: prompt ", "scored rollout");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 512})
    void bothWaysToAdvantagesComeToTheSame(int tokens) {
        var advantages = new AdvantagesBenchmark();
        advantages.tokens = tokens;
        advantages.prepare();
        List<float[]> recursion = advantages.recursion();
        List<float[]> sum = advantages.sum();
        assertThat(recursion).hasSameSizeAs(sum);
        for (int i = 0; i < sum.size(); i++) {
            assertThat(recursion.get(i)).hasSize(tokens);
            assertThat(recursion.get(i)).containsExactly(sum.get(i), within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 2048})
    void aDrawIsOfTheVocabulary(int vocabulary) {
        var draws = new SamplerBenchmark();
        draws.vocabulary = vocabulary;
        draws.prepare();
        assertThat(draws.whole().token()).isBetween(0, vocabulary - 1);
        assertThat(draws.filtered().token()).isBetween(0, vocabulary - 1);
    }

    @Test
    void aBatchOfAnswersIsWritten() throws IOException {
        var rollouts = new RolloutsBenchmark();
        rollouts.prepare();
        assertThat(rollouts.token()).isPositive();
        rollouts.close();
    }

    @Test
    void theSchedulersBenchmarkWritesEveryTokenOfEveryRollout() {
        var scheduler = new SchedulerBenchmark();
        int tokens = SchedulerBenchmark.ROLLOUTS * SchedulerBenchmark.WRITTEN;
        assertThat(scheduler.apart()).isEqualTo(tokens);
        assertThat(scheduler.shared()).isEqualTo(tokens);
    }

    /** Written by JMH's annotation processor; without it JMH finds nothing to run. */
    @Test
    void theBuildListsEveryBenchmark() throws IOException {
        URL list = Objects.requireNonNull(getClass().getResource("/META-INF/BenchmarkList"));
        try (var in = list.openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            CodecBenchmark.class.getName(),
                            AdvantagesBenchmark.class.getName(),
                            SamplerBenchmark.class.getName(),
                            SchedulerBenchmark.class.getName(),
                            RolloutsBenchmark.class.getName());
        }
    }
}
