package macaw.languagemodel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkpoints under shared-model/fixtures, and those of ../shared where it stands beside the project. */
final class Fixtures {
    private Fixtures() {}

    static Path checkpoint(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
    }

    static Path shared(String path) {
        Path file = Path.of(System.getProperty("macaw.root"), "..", "shared", "data", path);
        assumeTrue(Files.exists(file), "../shared/data/" + path + " is not beside the project");
        return file;
    }
}
