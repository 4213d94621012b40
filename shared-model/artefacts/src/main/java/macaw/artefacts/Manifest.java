package macaw.artefacts;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sealed folder holds. Its bytes are canonical ({@link ManifestJson}), so their SHA-256 is the identity of the
 * folder's whole content, where it belongs and where it came from.
 *
 * @param folder its place in the store
 * @param provenance the run, epoch, iteration, parents and metrics it came with
 * @param files every file but the manifest, by name
 */
public record Manifest(StorePath folder, Provenance provenance, List<FileEntry> files) {
    /** Name of the file that seals a folder; written last. */
    public static final String FILE = "manifest.json";

    /** Sorts the files by name and refuses two of one name. */
    public Manifest {
        Set<String> names = new HashSet<>();
        for (FileEntry file : files) {
            if (!names.add(file.name()) || file.name().equals(FILE)) {
                throw new IllegalArgumentException("a manifest must not name " + file.name() + " again");
            }
        }
        files = files.stream().sorted(Comparator.comparing(FileEntry::name)).toList();
    }

    /** The files below a folder of this one, their names relative to it. */
    public List<FileEntry> filesIn(String inner) {
        String prefix = inner + "/";
        return files.stream()
                .filter(file -> file.name().startsWith(prefix))
                .map(file -> new FileEntry(file.name().substring(prefix.length()), file.size(), file.sha256()))
                .toList();
    }

    /** Bytes of all files together. */
    public long totalSize() {
        return files.stream().mapToLong(FileEntry::size).sum();
    }
}
