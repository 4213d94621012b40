package macaw.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image holds what its service needs: the Dockerfile copies {@code quarkus-app} as it is. */
class ImageContentsTest {
    @Test
    void labelingCarriesNoRuntimeOfModels() throws IOException {
        assertThat(jars("labeling"))
                .noneMatch(jar -> jar.matches("(ai\\.djl|com\\.microsoft\\.onnxruntime|org\\.tribuo).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator", "reward"})
    void whatGeneratesAndScoresCarriesNoTorch(String service) throws IOException {
        assertThat(jars(service))
                .anyMatch(jar -> jar.contains("onnxruntime"))
                .noneMatch(jar -> jar.contains("pytorch"));
    }

    @Test
    void whatTrainsCarriesNoOnnxRuntime() throws IOException {
        assertThat(jars("trainer"))
                .anyMatch(jar -> jar.contains("pytorch"))
                .noneMatch(jar -> jar.contains("onnxruntime"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator", "reward", "trainer"})
    void nativeLibrariesAreThoseOfThePlatformOnly(String service) throws IOException {
        for (String jar : jars(service)) {
            if (jar.matches("(ai\\.djl|com\\.microsoft\\.onnxruntime).*")) {
                try (var file = new JarFile(library(service).resolve(jar).toFile())) {
                    assertThat(file.stream().map(entry -> entry.getName()).toList())
                            .as(jar)
                            .noneMatch(name -> name.matches(".*\\.(dll|dylib)") || name.matches(".*aarch64.*\\.so"));
                }
            }
        }
    }

    /** As a volume that belongs to somebody else, or none at all where the root file system is read-only. */
    @Test
    void withoutAPlaceToWriteTheEntryPointEndsWithALineThatNamesTheSetting(@TempDir Path directory) throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "there is no bash; the images' entry point is not run");
        Path run = ComposeFile.ROOT.resolve("containers/run");
        var process = new ProcessBuilder(bash.toString(), run.toString()).redirectErrorStream(true);
        process.environment().put("MACAW_SERVICE", "generator");
        process.environment().put("MACAW_STATE_DIR", directory.resolve("none").toString());
        Process started = process.start();
        assertThat(new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("cannot start: MACAW_STATE_DIR: " + directory.resolve("none"))
                .hasLineCount(1);
        assertThat(started.waitFor()).isEqualTo(78);
    }

    private static List<String> jars(String service) throws IOException {
        Path library = library(service);
        assumeTrue(Files.isDirectory(library), "the " + service + " service is not built; ./macaw build makes it");
        try (Stream<Path> files = Files.list(library)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Path library(String service) {
        return ComposeFile.ROOT.resolve("services/" + service + "/target/quarkus-app/lib/main");
    }
}
