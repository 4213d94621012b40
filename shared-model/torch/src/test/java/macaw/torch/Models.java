package macaw.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The checkpoints and golden values that the tests of this room read. */
final class Models {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Models() {}

    static Path fixture(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
    }

    /** The fixtures that have golden values under that name: "logits" or "scores". */
    static List<String> fixturesWith(String values) {
        try (Stream<Path> all = Files.list(fixture("."))) {
            return all.map(folder -> folder.getFileName().toString())
                    .filter(name -> Files.exists(fixture(name).resolve("golden.json")))
                    .filter(name -> golden(name).has(values))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The two sequences of a fixture's golden values, without padding. */
    static List<int[]> sequences(JsonNode golden) {
        return IntStream.range(0, golden.get("lengths").size())
                .mapToObj(b -> Arrays.copyOf(
                        ints(golden.get("input_ids").get(b)),
                        golden.get("lengths").get(b).asInt()))
                .toList();
    }

    static JsonNode golden(String name) {
        return json(fixture(name).resolve("golden.json"));
    }

    /** A path below ../shared/data; the test is skipped where it is absent. */
    static Path shared(String path) {
        Path file = Path.of(System.getProperty("macaw.root"), "..", "shared", "data", path);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent, its golden values are not checked");
        return file;
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}
