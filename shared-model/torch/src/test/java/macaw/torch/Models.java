package macaw.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** The checkpoints and golden values that the tests of this room read. */
final class Models {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Models() {}

    static Path fixture(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
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
