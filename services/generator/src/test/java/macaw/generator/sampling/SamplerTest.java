package macaw.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.records.Sampling;
import org.junit.jupiter.api.Test;

class SamplerTest {
    /** Logarithms of 0.5, 0.25, 0.15, 0.1, in another order. */
    private static final float[] LOGITS = logs(0.1, 0.5, 0.15, 0.25);

    private static final int DRAWS = 20_000;

    private final Sampler sampler = new Sampler();

    @Test
    void atTemperatureOneTokensComeAsOftenAsTheirProbabilitySays() {
        assertThat(frequencies(Sampling.plain(1, 1)))
                .containsExactly(new double[] {0.1, 0.5, 0.15, 0.25}, within(0.012));
    }

    @Test
    void temperatureTwoTakesTheSquareRootOfEachProbability() {
        // 0.3162, 0.7071, 0.3873, 0.5 over their sum 1.9106
        assertThat(frequencies(Sampling.plain(2, 1)))
                .containsExactly(new double[] {0.1655, 0.3701, 0.2027, 0.2617}, within(0.012));
    }

    @Test
    void topKKeepsTheLikeliestInTheirProportion() {
        assertThat(frequencies(new Sampling(1, 1, 2, 1, 0, List.of())))
                .containsExactly(new double[] {0, 2.0 / 3, 0, 1.0 / 3}, within(0.012));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        assertThat(support(new Sampling(1, 1, 0, 0.7, 0, List.of()))).containsExactly(1, 3);
        assertThat(support(new Sampling(1, 1, 0, 0.76, 0, List.of()))).containsExactly(1, 2, 3);
        assertThat(support(new Sampling(1, 1, 0, 0.01, 0, List.of()))).containsExactly(1);
    }

    @Test
    void topPCountsWithinWhatTopKLeft() {
        // of 0.5 and 0.25 the first alone has two thirds
        assertThat(support(new Sampling(1, 1, 2, 0.66, 0, List.of()))).containsExactly(1);
        assertThat(support(new Sampling(1, 1, 2, 0.67, 0, List.of()))).containsExactly(1, 3);
    }

    @Test
    void minPDropsWhatIsLessLikelyThanAShareOfTheLikeliest() {
        assertThat(support(new Sampling(1, 1, 0, 1, 0.29, List.of()))).containsExactly(1, 2, 3);
        assertThat(support(new Sampling(1, 1, 0, 1, 0.31, List.of()))).containsExactly(1, 3);
    }

    @Test
    void theRecordedLogProbabilityIsThatOfTheWholeDistributionAtTheTemperature() {
        for (int position = 0; position < 50; position++) {
            Drawn plain = sampler.draw(LOGITS, Sampling.plain(2, 1), 5, position);
            assertThat(Math.exp(plain.logProbability()))
                    .isCloseTo(new double[] {0.1655, 0.3701, 0.2027, 0.2617}[plain.token()], within(1e-4));
            Drawn filtered = sampler.draw(LOGITS, new Sampling(1, 1, 2, 1, 0, List.of()), 5, position);
            assertThat(Math.exp(filtered.logProbability())).isCloseTo(filtered.token() == 1 ? 0.5 : 0.25, within(1e-6));
        }
    }

    @Test
    void temperatureZeroTakesTheLikeliestAndOfEqualsTheFirst() {
        Drawn drawn = sampler.draw(new float[] {1, 3, 3, 2}, Sampling.plain(0, 1), 9, 0);
        assertThat(drawn.token()).isEqualTo(1);
        // 1 / (e^-2 + 1 + 1 + e^-1)
        assertThat(Math.exp(drawn.logProbability())).isCloseTo(0.39946, within(1e-4));
    }

    @Test
    void theDrawIsTheInverseOfTheDistributionAtTheNumberOfSeedAndPosition() {
        double[] upTo = {0.1, 0.6, 0.75, 1};
        for (int position = 0; position < 200; position++) {
            double uniform = DeterministicRandom.of(77, "token", 0, position).nextDouble();
            int expected = 0;
            while (uniform >= upTo[expected]) {
                expected++;
            }
            assertThat(sampler.draw(LOGITS, Sampling.plain(1, 1), 77, position).token())
                    .isEqualTo(expected);
        }
    }

    /** Vocabularies of several blocks, a rest included, with what the filters keep found by sorting everything. */
    @Test
    void itDrawsWhatTheDefinitionDraws() {
        var random = new Random(5);
        for (int trial = 0; trial < 600; trial++) {
            float[] logits = new float[1 + random.nextInt(1500)];
            float spread = new float[] {0.01f, 1, 6, 40, 200}[random.nextInt(5)];
            for (int i = 0; i < logits.length; i++) {
                // some are equal, some are out of reach
                logits[i] = random.nextInt(10) == 0 ? -3e38f : Math.round(random.nextGaussian() * 64) / 64f * spread;
            }
            var sampling = new Sampling(
                    new double[] {0.3, 1, 1, 2.5}[random.nextInt(4)],
                    1,
                    random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 0,
                    random.nextInt(3) == 0 ? random.nextDouble() : 1,
                    random.nextInt(3) == 0 ? random.nextDouble() * random.nextDouble() : 0,
                    List.of());
            int position = random.nextInt(1000);
            double uniform = DeterministicRandom.of(trial, "token", 0, position).nextDouble();
            Drawn drawn = sampler.draw(logits, sampling, trial, position);
            Definition definition = Definition.of(logits, sampling);
            assertThat(drawn.logProbability())
                    .isCloseTo((float) Math.log(definition.probability(drawn.token())), within(2e-5f));
            // the bounds of a draw are rounded
            assertThat(definition.drawn(uniform - 1e-6) <= definition.rank(drawn.token())
                            && definition.rank(drawn.token()) <= definition.drawn(uniform + 1e-6))
                    .as("trial %d, %s", trial, sampling)
                    .isTrue();
        }
    }

    @Test
    void samplesOfOneRequestDrawFromSeedsOfTheirOwn() {
        assertThat(Set.of(Sampler.sampleSeed(1, 0), Sampler.sampleSeed(1, 1), Sampler.sampleSeed(2, 0)))
                .hasSize(3);
    }

    @Test
    void hugeLogitsDoNotOverflowAndImpossibleTokensAreNeverDrawn() {
        for (int position = 0; position < 100; position++) {
            Drawn drawn = sampler.draw(new float[] {-3e38f, 3e38f, 0}, Sampling.plain(1, 1), 1, position);
            assertThat(drawn).isEqualTo(new Drawn(1, 0));
        }
    }

    @Test
    void theSmallestTemperatureIsAsGoodAsGreedy() {
        assertThat(sampler.draw(LOGITS, Sampling.plain(Double.MIN_VALUE, 1), 1, 0))
                .isEqualTo(new Drawn(1, 0));
    }

    @Test
    void logitsThatAreNotFiniteAreRefused() {
        assertThatThrownBy(() -> sampler.draw(new float[] {0, Float.NaN}, Sampling.plain(1, 1), 1, 0))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGITS_NOT_FINITE));
    }

    /** Straight from the words: all tokens sorted, filtered one filter after the other, and in the order in which they are drawn. */
    private record Definition(double[] probabilities, List<Integer> kept) {
        static Definition of(float[] logits, Sampling sampling) {
            double largest = IntStream.range(0, logits.length)
                    .mapToDouble(i -> logits[i])
                    .max()
                    .orElseThrow();
            double[] probabilities = IntStream.range(0, logits.length)
                    .mapToDouble(i -> Math.exp((logits[i] - largest) / sampling.temperature()))
                    .toArray();
            double sum = DoubleStream.of(probabilities).sum();
            Arrays.setAll(probabilities, i -> probabilities[i] / sum);
            List<Integer> kept =
                    new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
            if (sampling.topK() == 0 && sampling.topP() == 1 && sampling.minP() == 0) {
                return new Definition(probabilities, kept);
            }
            kept.sort(Comparator.comparingDouble(i -> -logits[i]));
            if (sampling.topK() > 0) {
                kept = kept.subList(0, Math.min(sampling.topK(), kept.size()));
            }
            if (sampling.topP() < 1) {
                double mass = mass(probabilities, kept);
                int count = 0;
                double reached = 0;
                while (count < kept.size() && reached < sampling.topP() * mass) {
                    reached += probabilities[kept.get(count++)];
                }
                kept = kept.subList(0, Math.max(1, count));
            }
            double least = sampling.minP() * probabilities[kept.getFirst()];
            return new Definition(
                    probabilities,
                    kept.stream().filter(i -> probabilities[i] >= least).toList());
        }

        double probability(int token) {
            return probabilities[token];
        }

        int rank(int token) {
            return kept.indexOf(token);
        }

        /** The rank at which the kept tokens' mass passes a share of it. */
        int drawn(double uniform) {
            double target = uniform * mass(probabilities, kept);
            double passed = 0;
            for (int rank = 0; rank < kept.size(); rank++) {
                passed += probabilities[kept.get(rank)];
                if (passed > target) {
                    return rank;
                }
            }
            return kept.size() - 1;
        }

        private static double mass(double[] probabilities, List<Integer> tokens) {
            return tokens.stream().mapToDouble(i -> probabilities[i]).sum();
        }
    }

    private double[] frequencies(Sampling sampling) {
        double[] counts = new double[LOGITS.length];
        for (int position = 0; position < DRAWS; position++) {
            counts[sampler.draw(LOGITS, sampling, 3, position).token()] += 1.0 / DRAWS;
        }
        return counts;
    }

    private Set<Integer> support(Sampling sampling) {
        Set<Integer> tokens = new TreeSet<>();
        for (int position = 0; position < 1000; position++) {
            tokens.add(sampler.draw(LOGITS, sampling, 4, position).token());
        }
        return tokens;
    }

    private static float[] logs(double... probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }
}
