package macaw.artefacts;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;

/** Which version an alias means, in the store: {@code NAMESPACE/aliases/policies/ALIAS/000001.json}, the highest number holds. */
public final class Aliases {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArtefactStore store;

    /** The aliases of this store. */
    public Aliases(ArtefactStore store) {
        this.store = store;
    }

    /** Points an alias at a version; what was set last holds. */
    public void set(VersionKind kind, String alias, VersionRef version) {
        Journal journal = journal(kind, version.namespace(), alias);
        byte[] content = VersionJson.write(version).toString().getBytes(StandardCharsets.UTF_8);
        while (!journal.append(journal.latestNumber() + 1, content)) {
            // another writer took that number; the next one is ours to try
        }
    }

    /** The version that an alias means now. */
    public Optional<VersionRef> find(VersionKind kind, String namespace, String alias) {
        return journal(kind, namespace, alias).latest().map(entry -> {
            try {
                return VersionJson.read(JSON.readTree(entry.content()));
            } catch (IOException | IllegalArgumentException e) {
                throw new CodedException(
                        ErrorCode.MANIFEST_MISMATCH,
                        "entry " + entry.number() + " of alias " + alias + " cannot be read: " + e.getMessage(),
                        e);
            }
        });
    }

    /** Every alias of a kind in a namespace. */
    public SortedMap<String, VersionRef> list(VersionKind kind, String namespace) {
        SortedMap<String, VersionRef> aliases = new TreeMap<>();
        for (String alias : store.list(StorePath.of(namespace, "aliases", kind.folder()))) {
            find(kind, namespace, alias).ifPresent(version -> aliases.put(alias, version));
        }
        return aliases;
    }

    private Journal journal(VersionKind kind, String namespace, String alias) {
        return new Journal(store, StorePath.of(namespace, "aliases", kind.folder(), alias));
    }
}
