package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A score is a function of its sequence, to the bit: alone or in any batch, in any order, on one thread or two, its prompt shared or not. */
class ScoreInvarianceTest {
    private static final int CONTEXT = 160;

    @TempDir
    Path dir;

    static Stream<Arguments> models(@TempDir Path configurations) {
        return BatchInvarianceTest.models(configurations);
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresAreEqualAloneAndInAnyCompany(ModelConfig causal) {
        ModelConfig config = causal.withHead(ModelHead.SEQUENCE_CLASSIFICATION).withReward(-0.5, 3);
        var random = new Random(config.vocabularySize());
        List<int[]> sequences = new ArrayList<>();
        sequences.add(tokens(random, config, 1));
        sequences.add(tokens(random, config, CONTEXT));
        // about a cut, and about a segment
        for (int length : new int[] {63, 64, 65, 66, 127, 128, 129, 130}) {
            sequences.add(tokens(random, config, length));
        }
        while (sequences.size() < 24) {
            sequences.add(tokens(random, config, 1 + random.nextInt(CONTEXT)));
        }
        while (sequences.size() < 60) {
            sequences.add(relative(random, config, sequences.get(random.nextInt(sequences.size()))));
        }
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 6));
                Scorer one = Scorer.open(checkpoint, 1);
                Scorer two = Scorer.open(checkpoint, 2)) {
            float[] alone = new float[sequences.size()];
            for (int i = 0; i < alone.length; i++) {
                alone[i] = one.score(List.of(sequences.get(i)))[0];
            }
            assertThat(IntStream.range(0, alone.length).mapToObj(i -> alone[i]).distinct())
                    .hasSizeGreaterThan(30);
            assertThat(two.score(sequences)).containsExactly(alone);
            for (int trial = 0; trial < 3; trial++) {
                List<Integer> order =
                        new ArrayList<>(IntStream.range(0, alone.length).boxed().toList());
                Collections.shuffle(order, random);
                for (int from = 0; from < order.size(); ) {
                    int to = Math.min(order.size(), from + 1 + random.nextInt(20));
                    List<Integer> batch = order.subList(from, to);
                    float[] scores =
                            two.score(batch.stream().map(sequences::get).toList());
                    for (int i = 0; i < scores.length; i++) {
                        assertThat(scores[i])
                                .as("sequence %d of %s", batch.get(i), batch)
                                .isEqualTo(alone[batch.get(i)]);
                    }
                    from = to;
                }
            }
        }
    }

    /** Begins like another: a cut of it, the same, or another answer to the same prompt, of one token more or of many. */
    private static int[] relative(Random random, ModelConfig config, int[] sequence) {
        int shared = 1 + random.nextInt(sequence.length);
        int own = random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(60);
        int[] relative = Arrays.copyOf(sequence, Math.min(CONTEXT, shared + own));
        for (int i = shared; i < relative.length; i++) {
            relative[i] = random.nextInt(config.vocabularySize());
        }
        return relative;
    }

    private static int[] tokens(Random random, ModelConfig config, int length) {
        return random.ints(length, 0, config.vocabularySize()).toArray();
    }
}
