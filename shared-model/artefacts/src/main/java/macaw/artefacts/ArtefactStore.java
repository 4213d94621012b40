package macaw.artefacts;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where versions, checkpoints and records of runs are kept: sealed folders and small files that are created once.
 * Nothing in it is ever renamed or overwritten, so a reader sees a thing whole or not at all, and two writers are decided
 * by who created a name first. Every implementation passes {@code ArtefactStoreContract}.
 *
 * <p>Every method throws STORE_UNAVAILABLE when the store cannot be read or written; the same call succeeds later.
 */
public interface ArtefactStore {
    /**
     * Makes a folder: every file written and durable, the manifest last. A folder without a readable manifest is rubbish
     * of a writer that died and is replaced. A folder that is sealed with the same manifest is success.
     *
     * @throws macaw.errors.CodedException VERSION_CONFLICT when it is sealed with another manifest
     */
    Sealed seal(StorePath folder, Provenance provenance, FolderWriter writer);

    /** The folder's manifest, its files not verified; empty where nothing is sealed. Errors: MANIFEST_MISMATCH. */
    Optional<Sealed> find(StorePath folder);

    /**
     * The folder's files on this machine, each verified against the manifest.
     *
     * @param manifestSha256 the identity that is expected; empty for whichever is there
     * @throws macaw.errors.CodedException VERSION_UNKNOWN when nothing is sealed there, MANIFEST_MISMATCH when the manifest is
     *     another or a file is not what it says
     */
    default LocalCopy open(StorePath folder, String manifestSha256) {
        return open(folder, manifestSha256, file -> true);
    }

    /**
     * The same of some of its files, for who does not need the others: a tokenizer without the weights, say.
     *
     * @param files which, by their names in the manifest
     */
    LocalCopy open(StorePath folder, String manifestSha256, Predicate<String> files);

    /** All files without verifying, for the process that has just sealed or opened them. */
    LocalCopy local(Sealed content);

    /** Names of what is directly inside the folder, sorted; empty when there is no such folder. */
    List<String> list(StorePath folder);

    /** Creates a small file, durable and whole; false, and nothing changed, when it is there already. */
    boolean create(StorePath file, byte[] content);

    /** A small file's content; empty when there is none. */
    Optional<byte[]> read(StorePath file);

    /** Deletes a folder, its manifest first, so that what is left after a kill is rubbish and not half a version. */
    void remove(StorePath folder);

    /** Returns when the store can be written. */
    void requireWritable();
}
