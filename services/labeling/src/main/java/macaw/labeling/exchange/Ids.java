package macaw.labeling.exchange;

import java.nio.ByteBuffer;
import java.util.UUID;
import macaw.labeling.texts.Sha256;

/** Names of what comes without one, made of what it says: the same content has the same name. */
final class Ids {
    private static final int DIGITS = 20;

    private Ids() {}

    private static String joined(String... parts) {
        var text = new StringBuilder();
        for (String part : parts) {
            // with its length, so that no two lists of parts are one text
            text.append(part.length()).append(':').append(part);
        }
        return text.toString();
    }

    /** 128 bits of SHA-256. */
    static UUID id(String... parts) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(joined(parts)));
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** A prompt's id: the prefix, a dash and 80 bits of SHA-256. */
    static String prompt(String prefix, String... parts) {
        return prefix + "-" + Sha256.hex(joined(parts)).substring(0, DIGITS);
    }
}
