package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.safetensors.Dtype;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What shares a batch changes no bit: batches, slots, arrival orders and thread counts are mixed at random. */
class BatchInvarianceTest {
    private static final int SLOTS = 7;
    private static final int CONTEXT = 160;
    private static final int CHUNK = 16;

    @TempDir
    Path dir;

    /** A prompt, and what follows it whatever the logits say. */
    private record Sequence(int[] prompt, int[] answer) {}

    static Stream<Arguments> models(@TempDir Path configurations) {
        Stream<ModelConfig> llamas = Stream.of(
                // heads of 64, rotated by GroupQueryAttention
                ModelConfig.llama(331, 256, 704, 2, 4, 4, CONTEXT, true, 1, 2, 0),
                // heads of 8, rotated by nodes; widths that no vector register divides
                ModelConfig.llama(97, 72, 133, 3, 9, 3, CONTEXT, false, 1, 2, 0),
                ModelConfig.llama(512, 96, 172, 2, 6, 2, CONTEXT, true, 1, 2, 0).withDtype(Dtype.BF16),
                ModelConfig.llama(64, 64, 128, 1, 2, 1, CONTEXT, false, 1, 2, 0).withDtype(Dtype.F16));
        return Stream.concat(llamas, Families.all(configurations, CONTEXT).stream())
                .map(config -> Arguments.of(Named.of(
                        config.architecture() + " of " + config.heads() + " heads of " + config.headSize(), config)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void logitsAreEqualAloneAndInAnyCompany(ModelConfig config) {
        var random = new Random(config.vocabularySize());
        List<Sequence> sequences = new ArrayList<>();
        for (int length : new int[] {1, 2, CHUNK, CHUNK + 1, CHUNK + 2, 2 * CHUNK + 1}) {
            sequences.add(sequence(random, config, length));
        }
        while (sequences.size() < 24) {
            sequences.add(sequence(random, config, 1 + random.nextInt(90)));
        }
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 5))) {
            List<float[][]> alone;
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, CONTEXT, CHUNK), 1)) {
                alone = sequences.stream().map(s -> alone(decoder, s)).toList();
            }
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(SLOTS, CONTEXT, CHUNK), 2)) {
                for (int trial = 0; trial < 3; trial++) {
                    List<float[][]> together = together(decoder, sequences, random);
                    for (int i = 0; i < sequences.size(); i++) {
                        assertThat(together.get(i)).as("sequence %d", i).isDeepEqualTo(alone.get(i));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aPromptThatIsCopiedIsAsGoodAsComputed(ModelConfig config) {
        var random = new Random(config.vocabularySize() + 1);
        int[] prompt = tokens(random, config, 2 * CHUNK + 5);
        List<Sequence> samples = IntStream.range(0, 4)
                .mapToObj(i -> new Sequence(prompt, tokens(random, config, 20)))
                .toList();
        try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.random(dir, config, 5))) {
            List<float[][]> alone;
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, CONTEXT, CHUNK), 1)) {
                alone = samples.stream().map(s -> alone(decoder, s)).toList();
            }
            try (Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(SLOTS, CONTEXT, CHUNK), 2)) {
                // the first computes, the second copies from it at once, the others later from one that copied and has
                // written since
                List<float[][]> copied = copied(decoder, samples, new int[] {3, 0, 5, 1}, new int[] {0, 0, 4, 9});
                for (int i = 0; i < samples.size(); i++) {
                    assertThat(copied.get(i)).as("sample %d", i).isDeepEqualTo(alone.get(i));
                }
            }
        }
    }

    @Test
    void withoutTheSwitchThatTurnsFlashAttentionOffNothingStarts() {
        assertThatThrownBy(() -> Numerics.requireBatchInvariance(Optional.empty()))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("ORT_GQA_DISABLE_FLASH_ATTENTION must be 1, was not set");
        assertThatThrownBy(() -> Numerics.requireBatchInvariance(Optional.of("0")))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("was \"0\"");
    }

    @Test
    void theFingerprintNamesTheRuntimeAndTheInstructionSet() {
        assertThat(Numerics.fingerprint()).matches("onnxruntime-\\d+\\.\\d+\\.\\d+/graph-\\d+/[a-z]+-\\w+/\\w+");
    }

    /** Sample 0 computes the prompt in its slot; sample i copies it from sample i / 2's, after so many steps. */
    private static List<float[][]> copied(Decoder decoder, List<Sequence> samples, int[] slots, int[] after) {
        int[] prompt = samples.getFirst().prompt();
        float[][][] rows = new float[samples.size()][samples.getFirst().answer().length + 1][decoder.vocabularySize()];
        int[] written = new int[samples.size()];
        Arrays.fill(written, -1);
        for (Chunk chunk : Chunk.of(prompt.length, CHUNK)) {
            decoder.prefill(slots[0], prompt, chunk);
        }
        for (int step = 0; Arrays.stream(written).anyMatch(w -> w < rows[0].length - 1); step++) {
            int[] tokens = new int[SLOTS];
            int[] at = new int[SLOTS];
            for (int i = 0; i < written.length; i++) {
                if (written[i] < 0 && step >= after[i]) {
                    if (i > 0) {
                        decoder.copyPrompt(slots[i / 2], slots[i], prompt.length);
                    }
                    written[i] = 0;
                    decoder.logits(slots[i], rows[i][0]);
                }
                if (written[i] >= 0 && written[i] < rows[i].length - 1) {
                    tokens[slots[i]] = samples.get(i).answer()[written[i]];
                    at[slots[i]] = prompt.length + written[i];
                } else if (written[i] >= 0) {
                    // ended, and still copied from: beside what it holds
                    at[slots[i]] = prompt.length;
                }
            }
            decoder.advance(SLOTS, tokens, at);
            for (int i = 0; i < written.length; i++) {
                if (written[i] >= 0 && written[i] < rows[i].length - 1) {
                    written[i]++;
                    decoder.logits(slots[i], rows[i][written[i]]);
                }
            }
        }
        return Arrays.asList(rows);
    }

    private static float[][] alone(Decoder decoder, Sequence sequence) {
        float[][] rows = new float[sequence.answer().length + 1][decoder.vocabularySize()];
        for (Chunk chunk : Chunk.of(sequence.prompt().length, CHUNK)) {
            decoder.prefill(0, sequence.prompt(), chunk);
        }
        decoder.logits(0, rows[0]);
        for (int i = 0; i < sequence.answer().length; i++) {
            decoder.advance(1, new int[] {sequence.answer()[i]}, new int[] {sequence.prompt().length + i});
            decoder.logits(0, rows[i + 1]);
        }
        return rows;
    }

    /** A slot's sequence, with the chunks that its prompt still has to go through. */
    private static final class Running {
        final int index;
        final Sequence sequence;
        final List<Chunk> chunks;
        int written;

        Running(int index, Sequence sequence) {
            this.index = index;
            this.sequence = sequence;
            this.chunks = new ArrayList<>(Chunk.of(sequence.prompt().length, CHUNK));
        }
    }

    /** Sequences enter free slots in random order; prompt chunks and steps of all slots alternate at random. */
    private static List<float[][]> together(Decoder decoder, List<Sequence> sequences, Random random) {
        float[][][] rows = new float[sequences.size()][][];
        List<Integer> waiting = new ArrayList<>(shuffled(sequences.size(), random));
        Running[] slots = new Running[SLOTS];
        while (!waiting.isEmpty() || Arrays.stream(slots).anyMatch(s -> s != null)) {
            int slot = random.nextInt(SLOTS);
            if (slots[slot] == null && !waiting.isEmpty()) {
                int index = waiting.removeLast();
                slots[slot] = new Running(index, sequences.get(index));
                rows[index] = new float[sequences.get(index).answer().length + 1][decoder.vocabularySize()];
            }
            Running running = slots[slot];
            if (running != null && !running.chunks.isEmpty()) {
                Chunk chunk = running.chunks.removeFirst();
                decoder.prefill(slot, running.sequence.prompt(), chunk);
                if (chunk.last()) {
                    decoder.logits(slot, rows[running.index][0]);
                }
            }
            if (random.nextInt(3) > 0) {
                advance(decoder, slots, rows);
            }
        }
        return Arrays.asList(rows);
    }

    private static void advance(Decoder decoder, Running[] slots, float[][][] rows) {
        int[] tokens = new int[SLOTS];
        int[] at = new int[SLOTS];
        int count = 0;
        for (int i = 0; i < SLOTS; i++) {
            Running running = slots[i];
            if (running == null) {
                continue;
            }
            if (!running.chunks.isEmpty()) {
                at[i] = running.chunks.getFirst().start();
                continue;
            }
            if (running.written == running.sequence.answer().length) {
                slots[i] = null;
                continue;
            }
            tokens[i] = running.sequence.answer()[running.written];
            at[i] = running.sequence.prompt().length + running.written;
            count = i + 1;
        }
        if (count == 0) {
            return;
        }
        decoder.advance(count, tokens, at);
        for (int i = 0; i < count; i++) {
            Running running = slots[i];
            if (running != null && running.chunks.isEmpty()) {
                running.written++;
                decoder.logits(i, rows[running.index][running.written]);
            }
        }
    }

    private static Sequence sequence(Random random, ModelConfig config, int length) {
        return new Sequence(tokens(random, config, length), tokens(random, config, 1 + random.nextInt(40)));
    }

    private static int[] tokens(Random random, ModelConfig config, int length) {
        return random.ints(length, 0, config.vocabularySize()).toArray();
    }

    private static List<Integer> shuffled(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        java.util.Collections.shuffle(order, random);
        return order;
    }
}
