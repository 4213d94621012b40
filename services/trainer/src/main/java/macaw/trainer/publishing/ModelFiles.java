package macaw.trainer.publishing;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.artefacts.FileEntry;

/** Puts files that are in the store already into another of its folders without writing their bytes twice. */
final class ModelFiles {
    private ModelFiles() {}

    /** Links each file where the file system can, else copies it. What is in the store never changes, so both are equal. */
    static void linkOrCopy(Path from, Path to, List<FileEntry> files) throws IOException {
        for (FileEntry file : files) {
            Path source = from.resolve(file.name());
            Path target = to.resolve(file.name());
            Path folder = target.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try {
                Files.createLink(target, source);
            } catch (UnsupportedOperationException | FileSystemException noLinks) {
                Files.copy(source, target);
            }
        }
    }
}
