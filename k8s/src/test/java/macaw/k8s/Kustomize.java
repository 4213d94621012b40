package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Renders what stands in k8s/: the base, each overlay, and the base with each component. The program is kustomize or the one in kubectl; where
 * there is neither, who asks is skipped.
 */
final class Kustomize {
    static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    static final Path FOLDER = ROOT.resolve("k8s");

    private static final String WITH = "base with ";
    /** Components that say in their first line that they come after others. */
    private static final Map<String, List<String>> AFTER = Map.of("keda-strimzi", List.of("strimzi", "keda"));

    private static final Map<String, Rendering> RENDERED = new ConcurrentHashMap<>();
    private static final YAMLMapper YAML = new YAMLMapper();

    private Kustomize() {}

    /** The names of all renderings; for test methods' sources. */
    static Stream<String> all() {
        return Stream.of(
                        Stream.of("base"),
                        folders("overlays").map(overlay -> "overlays/" + overlay),
                        folders("components").map(component -> WITH + component))
                .flatMap(names -> names);
    }

    /** Those that are whole systems. */
    static Stream<String> overlays() {
        return all().filter(name -> name.startsWith("overlays/"));
    }

    /** The objects of a rendering; each is made once. */
    static Rendering render(String name) {
        return RENDERED.computeIfAbsent(name, Kustomize::make);
    }

    private static Stream<String> folders(String below) {
        try (Stream<Path> found = Files.list(FOLDER.resolve(below))) {
            return found
                    .filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rendering make(String name) {
        try {
            return new Rendering(name, objects(run(name.startsWith(WITH) ? composed(name) : FOLDER.resolve(name))));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** A component is no whole: it is put on the base in a folder of its own. */
    private static Path composed(String name) throws IOException {
        String component = name.substring(WITH.length());
        Path folder = FOLDER.resolve("target/composed").resolve(component);
        Files.createDirectories(folder);
        var text = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
                .append("resources:\n  - ../../../base\ncomponents:\n");
        for (String each : AFTER.getOrDefault(component, List.of())) {
            text.append("  - ../../../components/").append(each).append('\n');
        }
        text.append("  - ../../../components/").append(component).append('\n');
        Files.writeString(folder.resolve("kustomization.yaml"), text);
        return folder;
    }

    private static String run(Path folder) throws IOException {
        Optional<List<String>> program = program();
        assumeTrue(program.isPresent(), "neither kustomize nor a kubectl of 1.24 or later is installed");
        List<String> command = new ArrayList<>(program.orElseThrow());
        command.add(folder.toString());
        return output(command);
    }

    private static String output(List<String> command) throws IOException {
        Path errors = Files.createTempFile("kustomize", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static Optional<List<String>> program() {
        return onPath("kustomize")
                .map(kustomize -> List.of(kustomize, "build"))
                .or(() -> onPath("kubectl")
                        .filter(Kustomize::knowsComponents)
                        .map(kubectl -> List.of(kubectl, "kustomize")));
    }

    /** Debian's kubectl, for one, has a kustomize that is too old to say so. */
    private static boolean knowsComponents(String kubectl) {
        try {
            return output(List.of(kubectl, "version", "--client", "--output=yaml"))
                    .contains("kustomizeVersion:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static List<JsonNode> objects(String yaml) throws IOException {
        try (var read = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return read.readAll();
        }
    }
}
