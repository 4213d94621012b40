package macaw.labeling.labelers;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Sha256;
import macaw.labeling.texts.Texts;

/** Registering labelers and recognising them. */
public final class Labelers {
    /** Begins the subject of every labeler that was registered here. */
    private static final String REGISTERED = "labeler:";

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
        var labeler = new Labeler(namespace, id, REGISTERED + id, name, pseudonym(), simulated);
        return new Registered(store.addIfAbsent(labeler, Optional.of(Sha256.hex(key))), key);
    }

    /**
     * The labeler that a caller is. Somebody whom access control knows as a labeler without our help is registered, as a person, from now on.
     * FORBIDDEN where a labeler registered here asks for another namespace.
     */
    public Labeler ofSubject(String namespace, String subject) {
        Optional<Labeler> known = store.bySubject(namespace, subject);
        if (known.isEmpty() && subject.startsWith(REGISTERED)) {
            throw new CodedException(
                    ErrorCode.FORBIDDEN, "this labeler does not work in namespace \"" + namespace + "\"");
        }
        return known.orElseGet(() -> store.addIfAbsent(
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

    /** Who is registered under this subject. */
    public Optional<Labeler> registered(String subject) {
        return subject.startsWith(REGISTERED)
                ? Names.id(subject.substring(REGISTERED.length())).flatMap(store::byId)
                : Optional.empty();
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
