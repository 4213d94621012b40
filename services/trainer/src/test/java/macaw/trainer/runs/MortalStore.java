package macaw.trainer.runs;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FolderWriter;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.Provenance;
import macaw.artefacts.Sealed;
import macaw.artefacts.StorePath;

/** The real store, used by a process that can die at each write: before it, after it, and with the files written but no manifest. */
final class MortalStore implements ArtefactStore {
    private final ArtefactStore store;
    private final Effects effects;

    MortalStore(ArtefactStore store, Effects effects) {
        this.store = store;
        this.effects = effects;
    }

    @Override
    public Sealed seal(StorePath folder, Provenance provenance, FolderWriter writer) {
        return effects.happen(() -> store.seal(folder, provenance, directory -> {
            writer.write(directory);
            effects.happen(() -> true);
        }));
    }

    @Override
    public boolean create(StorePath file, byte[] content) {
        return effects.happen(() -> store.create(file, content));
    }

    @Override
    public void remove(StorePath folder) {
        effects.happen(() -> {
            store.remove(folder);
            return true;
        });
    }

    @Override
    public Optional<Sealed> find(StorePath folder) {
        return store.find(folder);
    }

    @Override
    public LocalCopy open(StorePath folder, String manifestSha256, Predicate<String> files) {
        return store.open(folder, manifestSha256, files);
    }

    @Override
    public LocalCopy local(Sealed content) {
        return store.local(content);
    }

    @Override
    public List<String> list(StorePath folder) {
        return store.list(folder);
    }

    @Override
    public Optional<byte[]> read(StorePath file) {
        return store.read(file);
    }

    @Override
    public void requireWritable() {
        store.requireWritable();
    }
}
