package macaw.localstack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The temporary files of one instance of a service, in its state directory: native libraries that were unpacked, uploads on their way. What a process
 * that was killed left there goes when the next one starts, as it does in the images.
 */
final class ScratchFolder {
    private ScratchFolder() {}

    /** Makes the folder, or empties it; nobody may work in it. */
    static void empty(Path folder) {
        try {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Removal());
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StackException(folder + " cannot be emptied: " + e.getMessage(), e);
        }
    }

    /** Of what links point to, nothing. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
            if (failed != null) {
                throw failed;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
