package macaw.languagemodel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoints under shared-model/fixtures, and those of ../shared where it stands beside the project. */
public final class Fixtures {
    private Fixtures() {}

    public static Path checkpoint(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
    }

    /** The names of all. */
    static List<String> names() {
        try (Stream<Path> all = Files.list(checkpoint("."))) {
            return all.filter(folder -> Files.isRegularFile(folder.resolve("config.json")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that llama.cpp's converter made of the checkpoint with that name. */
    public static Path gguf(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "gguf-fixtures", name + ".gguf");
    }

    public static Path shared(String path) {
        Path file = Path.of(System.getProperty("macaw.root"), "..", "shared", "data", path);
        assumeTrue(Files.exists(file), "../shared/data/" + path + " is not beside the project");
        return file;
    }
}
