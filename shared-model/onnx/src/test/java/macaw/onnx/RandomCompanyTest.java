package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A property: whatever the number of slots and threads, the order in which sequences arrive, the slots they get and what is computed
 * together, each sequence draws the tokens that it draws alone, with the log-probabilities that it has alone, to the bit. Cases are random;
 * what fails names its seed.
 */
class RandomCompanyTest {
    private static final int CONTEXT = 160;
    private static final int CHUNK = 16;
    private static final int SEQUENCES = 36;
    private static final int[] SLOTS = {5, 26, 48};

    @TempDir
    Path dir;

    /** A prompt and how its answer is drawn. */
    private record Question(int[] prompt, int length, long seed) {}

    /** What was drawn. */
    private static final class Answer {
        final int[] tokens;
        final float[] logProbabilities;
        int size;

        Answer(int length) {
            tokens = new int[length];
            logProbabilities = new float[length];
        }

        boolean isWhole() {
            return size == tokens.length;
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.onnx.BatchInvarianceTest#models")
    void drawsAreThoseThatASequenceMakesAlone(ModelConfig config) {
        drawsAreThoseThatASequenceMakesAlone(config, Precision.FP32);
    }

    @ParameterizedTest
    @MethodSource("macaw.onnx.BatchInvarianceTest#models")
    void inWholeNumbersToo(ModelConfig config) {
        drawsAreThoseThatASequenceMakesAlone(config, Precision.INT8);
    }

    private void drawsAreThoseThatASequenceMakesAlone(ModelConfig config, Precision precision) {
        var random = new Random(31L * config.vocabularySize());
        List<Question> questions = IntStream.range(0, SEQUENCES)
                .mapToObj(i -> new Question(
                        random.ints(1 + random.nextInt(3 * CHUNK), 0, config.vocabularySize())
                                .toArray(),
                        1 + random.nextInt(24),
                        random.nextLong()))
                .toList();
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 7))) {
            List<Answer> alone;
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, CONTEXT, CHUNK), 1, precision)) {
                alone = questions.stream()
                        .map(question -> new Company(decoder, List.of(question), new Random(0)).answers()[0])
                        .toList();
            }
            int slots = SLOTS[random.nextInt(SLOTS.length)];
            int threads = 1 + random.nextInt(3);
            long seed = random.nextLong();
            try (Decoder decoder =
                    Decoder.open(checkpoint, new Decoder.Shape(slots, CONTEXT, CHUNK), threads, precision)) {
                Answer[] together = new Company(decoder, questions, new Random(seed)).answers();
                for (int i = 0; i < together.length; i++) {
                    String which = "sequence %d, %d slots, %d threads, seed %d".formatted(i, slots, threads, seed);
                    assertThat(together[i].tokens).as(which).isEqualTo(alone.get(i).tokens);
                    assertThat(together[i].logProbabilities).as(which).isEqualTo(alone.get(i).logProbabilities);
                }
            }
        }
    }

    /** Sequences on one decoder, which random draws decide the order of. */
    private static final class Company {
        private final Decoder decoder;
        private final List<Question> questions;
        private final Random random;
        private final Answer[] answers;
        private final int[] holder; // of each slot, -1 for nobody
        private final List<List<Chunk>> chunks = new ArrayList<>(); // of each question, those to compute
        private final float[] row;

        Company(Decoder decoder, List<Question> questions, Random random) {
            this.decoder = decoder;
            this.questions = questions;
            this.random = random;
            answers = questions.stream().map(q -> new Answer(q.length())).toArray(Answer[]::new);
            holder = new int[decoder.shape().slots()];
            Arrays.fill(holder, -1);
            questions.forEach(q -> chunks.add(new ArrayList<>(Chunk.of(q.prompt().length, CHUNK))));
            row = new float[decoder.vocabularySize()];
        }

        Answer[] answers() {
            List<Integer> waiting =
                    new ArrayList<>(IntStream.range(0, questions.size()).boxed().toList());
            Collections.shuffle(waiting, random);
            while (!waiting.isEmpty() || Arrays.stream(holder).anyMatch(h -> h >= 0)) {
                for (int slot = 0; slot < holder.length && !waiting.isEmpty(); slot++) {
                    if (holder[slot] < 0 && random.nextInt(4) > 0) {
                        holder[slot] = waiting.removeLast();
                    }
                }
                prefill();
                if (random.nextInt(5) > 0) {
                    advance();
                }
            }
            return answers;
        }

        /** The next chunk of some prompts. */
        private void prefill() {
            List<Decoder.PromptChunk> together = new ArrayList<>();
            for (int slot = 0; slot < holder.length; slot++) {
                int index = holder[slot];
                if (index >= 0 && !chunks.get(index).isEmpty() && random.nextInt(3) > 0) {
                    together.add(new Decoder.PromptChunk(
                            slot,
                            questions.get(index).prompt(),
                            chunks.get(index).removeFirst()));
                }
            }
            decoder.prefill(together);
            for (Decoder.PromptChunk chunk : together) {
                if (chunk.chunk().last()) {
                    draw(chunk.slot());
                }
            }
        }

        private void advance() {
            int[] tokens = new int[holder.length];
            int[] at = new int[holder.length];
            List<Integer> writing = new ArrayList<>();
            for (int slot = 0; slot < holder.length; slot++) {
                int index = holder[slot];
                if (index < 0) {
                    continue;
                }
                if (!chunks.get(index).isEmpty()) {
                    at[slot] = chunks.get(index).getFirst().start();
                    continue;
                }
                Answer answer = answers[index];
                tokens[slot] = answer.tokens[answer.size - 1];
                at[slot] = questions.get(index).prompt().length + answer.size - 1;
                writing.add(slot);
            }
            if (!writing.isEmpty()) {
                decoder.advance(writing.getLast() + 1, tokens, at);
                writing.forEach(this::draw);
            }
        }

        /** Draws from the softmax of a slot's logits; a sequence that is whole leaves. */
        private void draw(int slot) {
            int index = holder[slot];
            Answer answer = answers[index];
            decoder.logits(slot, row);
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit);
            }
            double target = new Random(questions.get(index).seed() + answer.size).nextDouble() * sum;
            int token = -1;
            for (double passed = 0; passed <= target && token < row.length - 1; passed += Math.exp(row[token])) {
                token++;
            }
            answer.tokens[answer.size] = token;
            answer.logProbabilities[answer.size] = (float) (row[token] - Math.log(sum));
            answer.size++;
            if (answer.isWhole()) {
                holder[slot] = -1;
            }
        }
    }
}
