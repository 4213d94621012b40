package macaw.cli.containers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import macaw.cli.systems.CheckoutRoot;
import macaw.localstack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the container images. The jars are built already when this runs: the launcher has seen to it. */
@Command(
        name = "images",
        description = {
            "Builds the container images of the four services, and macaw/tools with this command, with `docker build`.",
            "Nothing is pushed."
        },
        mixinStandardHelpOptions = true)
public final class ImagesCommand implements Callable<Integer> {
    /** The images; a service's is called as the service is. */
    enum Image {
        LABELING,
        GENERATOR,
        REWARD,
        TRAINER,
        TOOLS;

        /** The folder below {@code services}, and the last part of the image's name. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--only",
            paramLabel = "IMAGE",
            split = ",",
            description = "build these of ${COMPLETION-CANDIDATES}")
    private Set<Image> only = EnumSet.allOf(Image.class);

    @Option(names = "--tag", paramLabel = "TAG", description = "default: ${DEFAULT-VALUE}")
    private String tag = "0.1.0";

    @Option(
            names = "--registry",
            paramLabel = "HOST[/PATH]",
            description = "goes before the names, e.g. registry.example.com/team: …/macaw/generator:TAG")
    private String registry = "";

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description = "the base with a Java 25 runtime (default: the Dockerfile's)")
    private @Nullable String base;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = CheckoutRoot.path();
        for (Image image : only) {
            if (image == Image.TOOLS) {
                ToolsFiles.collect(root);
            }
            build(root, image);
        }
        return 0;
    }

    private void build(Path root, Image image) throws IOException, InterruptedException {
        String name = name(image);
        List<String> command = new ArrayList<>(List.of(
                "docker", "build", "--quiet", "--build-arg", "SERVICE=" + image, "--build-arg", "VERSION=" + tag));
        if (base != null) {
            command.addAll(List.of("--build-arg", "BASE=" + base));
        }
        if (image == Image.TOOLS) {
            command.addAll(List.of("--build-arg", "APP=" + ToolsFiles.FOLDER));
        }
        command.addAll(List.of("--tag", name, "."));
        run(root, command);
        run(root, List.of("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}  {{.Size}}", name));
    }

    private String name(Image image) {
        String prefix = registry.isEmpty() || registry.endsWith("/") ? registry : registry + "/";
        return prefix + "macaw/" + image + ":" + tag;
    }

    private static void run(Path root, List<String> command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command)
                .directory(root.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new StackException(String.join(" ", command) + " ended with " + status);
        }
    }
}
