package macaw.labeling.labelers;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Sha256;
import macaw.labeling.texts.Texts;

/** Registering labelers and recognising them. */
public final class Labelers {
    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 6;

    private final LabelerStore store;
    private final RandomGenerator secrets;

    /** @param secrets cryptographically strong; keys and pseudonyms come of it */
    public Labelers(LabelerStore store, RandomGenerator secrets) {
        this.store = store;
        this.secrets = secrets;
    }

    /**
     * A labeler and the key that is shown once; only its hash is kept.
     *
     * @param labeler the labeler
     * @param key {@code mk_} and 32 random bytes, base64url
     */
    public record Registered(Labeler labeler, String key) {
        @Override
        public String toString() {
            return "Registered[labeler=" + labeler + "]";
        }
    }

    /** Registers a labeler with a key of its own. TEXT_EMPTY, TEXT_TOO_LONG. */
    public Registered register(String namespace, String name, boolean simulated) {
        Names.namespace(namespace);
        Texts.shortText("name", name);
        UUID id = new UUID(secrets.nextLong(), secrets.nextLong());
        String key = "mk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random(KEY_BYTES));
        var labeler = new Labeler(namespace, id, id.toString(), name, pseudonym(), simulated);
        return new Registered(store.addIfAbsent(labeler, Optional.of(Sha256.hex(key))), key);
    }

    /** The labeler that a caller is. Somebody whom access control knows as a labeler and who was not registered is, as a person, from now on. */
    public Labeler ofSubject(String namespace, String subject) {
        return store.bySubject(namespace, subject)
                .orElseGet(() -> store.addIfAbsent(
                        new Labeler(
                                Names.namespace(namespace),
                                new UUID(secrets.nextLong(), secrets.nextLong()),
                                subject,
                                subject,
                                pseudonym(),
                                false),
                        Optional.empty()));
    }

    /** Whose key has this SHA-256. */
    public Optional<Labeler> ofKey(String keySha256) {
        return store.byKey(keySha256);
    }

    private String pseudonym() {
        return "labeler-" + HexFormat.of().formatHex(random(PSEUDONYM_BYTES));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        secrets.nextBytes(bytes);
        return bytes;
    }
}
