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

    /** Whether both hold the same files in the same place for the same iteration of one run, whichever writer sealed them. */
    public boolean sameContent(Manifest other) {
        return folder.equals(other.folder)
                && files.equals(other.files)
                && provenance.run().equals(other.provenance.run())
                && provenance.iteration() == other.provenance.iteration();
    }

    /** Bytes of all files together. */
    public long totalSize() {
        return files.stream().mapToLong(FileEntry::size).sum();
    }
}
