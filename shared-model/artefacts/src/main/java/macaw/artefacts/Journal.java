package macaw.artefacts;

import java.util.List;
import java.util.Optional;

/**
 * Something that changes, kept in a store where nothing does: each change is a small file with the next number, and the one
 * with the highest number holds. Two writers of one number are decided by the store.
 */
public final class Journal {
    private static final String SUFFIX = ".json";

    private final ArtefactStore store;
    private final StorePath folder;

    /** The journal in this folder. */
    public Journal(ArtefactStore store, StorePath folder) {
        this.store = store;
        this.folder = folder;
    }

    /** An entry of a journal: its number, from 1, and its content. */
    public record Entry(long number, byte[] content) {}

    /** The entry that holds; empty when nothing was ever written. */
    public Optional<Entry> latest() {
        long number = latestNumber();
        return number == 0 ? Optional.empty() : store.read(file(number)).map(content -> new Entry(number, content));
    }

    /** Number of the entry that holds; 0 when nothing was ever written. */
    public long latestNumber() {
        List<String> names = store.list(folder);
        return names.isEmpty() ? 0 : number(names.getLast());
    }

    /** Writes the entry with this number; false when another writer was first. */
    public boolean append(long number, byte[] content) {
        return store.create(file(number), content);
    }

    private StorePath file(long number) {
        return folder.resolve(StorePath.numbered(number) + SUFFIX);
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }
}
