package macaw.artefacts;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the files of a folder that is about to be sealed. */
@FunctionalInterface
public interface FolderWriter {
    /** Writes every file into this empty directory; folders inside it are allowed, links are not. */
    void write(Path directory) throws IOException;
}
