package macaw.artefacts;

/**
 * One file of a sealed folder.
 *
 * @param name path inside the folder, '/' between folders
 * @param size bytes
 * @param sha256 lower-case hex
 */
public record FileEntry(String name, long size, String sha256) {
    /** Refuses names that lead out of the folder, and hashes that are none. */
    public FileEntry {
        StorePath.parse(name);
        if (size < 0) {
            throw new IllegalArgumentException("size of " + name + " must be >= 0, was " + size);
        }
        Hashes.requireSha256(sha256);
    }
}
