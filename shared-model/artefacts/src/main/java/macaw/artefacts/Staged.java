package macaw.artefacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory with what a writer wrote and nobody has sealed yet. */
public final class Staged {
    private Staged() {}

    /** Its files with sizes and hashes; IllegalArgumentException where something is neither a plain file nor a folder. */
    public static List<FileEntry> entries(Path directory) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        for (Path path : all(directory)) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException("only plain files can be sealed, not " + path.getFileName());
            }
            String name = directory.relativize(path).toString().replace('\\', '/');
            entries.add(new FileEntry(name, Files.size(path), Hashes.sha256(path)));
        }
        return entries;
    }

    /** Deletes a directory and all that is in it; nothing happens where there is none. */
    public static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            for (Path path : all(directory).reversed()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return new ArrayList<>(walk.toList());
        }
    }
}
