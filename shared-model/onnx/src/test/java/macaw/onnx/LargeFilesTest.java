package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.languagemodel.Checkpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fixture's weights behind the first 2 GiB of a file, most of which is a hole that takes no room on the disk. */
@Tag("slow")
class LargeFilesTest {
    private static final long TWO_GIB = 1L << 31;
    private static final long BEHIND = TWO_GIB + (1 << 20);
    private static final float TOLERANCE = 1e-4f;
    /** Most that a configuration may have; 32 numbers of 4 bytes a row make 2 GiB. */
    private static final int LARGEST_VOCABULARY = 1 << 24;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Test
    void weightsBehindTwoGibibytesGiveTheGoldenLogits() throws IOException {
        Path fixture = Checkpoints.fixture("llama");
        Files.copy(fixture.resolve("config.json"), dir.resolve("config.json"));
        // a buffer of older checkpoints, which nobody reads
        grown(fixture, "model.layers.0.self_attn.rotary_emb.inv_freq", BEHIND / Float.BYTES);
        JsonNode golden = Checkpoints.json(fixture.resolve("golden.json"));
        int[] ids = Checkpoints.ints(golden.get("input_ids").get(0));
        try (Checkpoint checkpoint = Checkpoint.open(dir);
                Decoder decoder = Decoder.open(checkpoint, new Decoder.Shape(1, 32, 16), 2)) {
            assertThat(checkpoint.entry("model.norm.weight").offset()).isGreaterThan(TWO_GIB);
            for (Chunk chunk : Chunk.of(ids.length, 16)) {
                decoder.prefill(0, ids, chunk);
            }
            float[] row = new float[decoder.vocabularySize()];
            decoder.logits(0, row);
            assertThat(row)
                    .containsExactly(
                            Checkpoints.floats(golden.get("logits").get(0).get(ids.length - 1)), within(TOLERANCE));
        }
    }

    @Test
    void aTensorOfTwoGibibytesGivesTheGoldenScores() throws IOException {
        Path fixture = Checkpoints.fixture("llama_reward");
        ObjectNode config = (ObjectNode) Checkpoints.json(fixture.resolve("config.json"));
        JSON.writeValue(dir.resolve("config.json").toFile(), config.put("vocab_size", LARGEST_VOCABULARY));
        grown(
                fixture,
                "model.embed_tokens.weight",
                LARGEST_VOCABULARY,
                config.get("hidden_size").asInt());
        JsonNode golden = Checkpoints.json(fixture.resolve("golden.json"));
        int[] lengths = Checkpoints.ints(golden.get("lengths"));
        int[] first = Checkpoints.ints(golden.get("input_ids").get(0));
        int[] second = Checkpoints.ints(golden.get("input_ids").get(1));
        try (Checkpoint checkpoint = Checkpoint.open(dir);
                Scorer scorer = Scorer.open(checkpoint, 2)) {
            assertThat(checkpoint.entry("model.embed_tokens.weight").length()).isGreaterThanOrEqualTo(TWO_GIB);
            assertThat(scorer.score(List.of(Arrays.copyOf(first, lengths[0]), Arrays.copyOf(second, lengths[1]))))
                    .containsExactly(Checkpoints.floats(golden.get("scores")), within(TOLERANCE));
        }
    }

    /** Writes the fixture's weights with one tensor of that name and shape first: what the fixture has of it, then a hole. */
    private void grown(Path fixture, String name, long... shape) throws IOException {
        Map<String, ByteBuffer> data = new LinkedHashMap<>();
        ObjectNode header = JSON.createObjectNode();
        long end = Arrays.stream(shape).reduce(Float.BYTES, (a, b) -> a * b);
        describe(header, name, shape, 0, end);
        Map<String, Long> starts = new LinkedHashMap<>(Map.of(name, 0L));
        try (Checkpoint checkpoint = Checkpoint.open(fixture)) {
            for (String tensor : checkpoint.names()) {
                ByteBuffer bytes = ByteBuffer.wrap(checkpoint.data(tensor).toArray(ValueLayout.JAVA_BYTE));
                data.put(tensor, bytes);
                if (!tensor.equals(name)) {
                    starts.put(tensor, end);
                    describe(header, tensor, checkpoint.entry(tensor).shape(), end, end + bytes.capacity());
                    end += bytes.capacity();
                }
            }
        }
        byte[] json = JSON.writeValueAsBytes(header);
        ByteBuffer prefix =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length);
        try (FileChannel file = FileChannel.open(
                dir.resolve("model.safetensors"), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            file.write(prefix, 0);
            file.write(ByteBuffer.wrap(json), Long.BYTES);
            for (Map.Entry<String, ByteBuffer> tensor : data.entrySet()) {
                file.write(tensor.getValue(), Long.BYTES + json.length + starts.get(tensor.getKey()));
            }
        }
    }

    private static void describe(ObjectNode header, String name, long[] shape, long begin, long end) {
        ObjectNode node = header.putObject(name).put("dtype", "F32");
        Arrays.stream(shape).forEach(node.withArray("shape")::add);
        node.withArray("data_offsets").add(begin).add(end);
    }
}
