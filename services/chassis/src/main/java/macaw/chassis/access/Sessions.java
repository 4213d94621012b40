package macaw.chassis.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Browser sessions. A caller with a key asks for a one-time link; whoever opens it first gets a cookie. Both are account id and end under an
 * HMAC-SHA-256, so nothing is stored, a restart ends no session, and of replicas that share the secret each takes what another gave; taking the
 * account away ends all. Which links were opened each process remembers for itself.
 */
public final class Sessions {
    /** A link that is not opened within this time is void. */
    public static final Duration LINK_LIFETIME = Duration.ofMinutes(15);

    /** How long a browser stays signed in. */
    public static final Duration SESSION_LIFETIME = Duration.ofHours(12);

    private static final int NONCE_BYTES = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] key;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> opened = new ConcurrentHashMap<>();

    /** What is signed; neither is taken for the other. */
    private enum Kind {
        COOKIE,
        LINK
    }

    private record Statement(String accountId, Instant end) {}

    /**
     * Sessions of one service; another with the same secret takes none of them.
     *
     * @param secret 32 bytes or more
     */
    public Sessions(byte[] secret, String service, InstantSource clock) {
        if (secret.length < SessionSecret.BYTES) {
            throw new IllegalArgumentException("a session secret needs 32 bytes, has " + secret.length);
        }
        this.key = hmac(secret, "sessions of " + service);
        this.clock = clock;
    }

    /** A token for one use of {@code GET /session?token=…}, good for {@link #LINK_LIFETIME}. */
    public String issueLink(Account account) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        // Two links of one account and second have to differ, or the second would count as opened.
        return signed(Kind.LINK, account.id(), clock.instant().plus(LINK_LIFETIME), BASE64.encodeToString(nonce));
    }

    /** The account id behind a link token, once in this process; empty when it was not made here, is used or late. */
    public Optional<String> redeem(String token) {
        opened.values().removeIf(end -> !clock.instant().isBefore(end));
        return read(Kind.LINK, token)
                .filter(link -> opened.putIfAbsent(token, link.end()) == null)
                .map(Statement::accountId);
    }

    /** The value of a session cookie that begins now. */
    public String cookie(String accountId) {
        return signed(Kind.COOKIE, accountId, clock.instant().plus(SESSION_LIFETIME), "");
    }

    /** The account id in a cookie; empty when it was not made here or has ended. */
    public Optional<String> accountId(String cookie) {
        return read(Kind.COOKIE, cookie).map(Statement::accountId);
    }

    private String signed(Kind kind, String accountId, Instant end, String nonce) {
        String body = BASE64.encodeToString(accountId.getBytes(StandardCharsets.UTF_8)) + "." + end.getEpochSecond()
                + (nonce.isEmpty() ? "" : "." + nonce);
        return body + "." + BASE64.encodeToString(sign(kind, body));
    }

    private Optional<Statement> read(Kind kind, String text) {
        int last = text.lastIndexOf('.');
        String[] parts = text.split("\\.", -1);
        if (parts.length != (kind == Kind.LINK ? 4 : 3)) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(text.substring(last + 1));
            // A last character that stands for bits nobody uses would make a second text of the same link.
            boolean ours = MessageDigest.isEqual(signature, sign(kind, text.substring(0, last)))
                    && text.endsWith("." + BASE64.encodeToString(signature));
            Instant end = Instant.ofEpochSecond(Long.parseLong(parts[1]));
            return ours && clock.instant().isBefore(end)
                    ? Optional.of(new Statement(
                            new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8), end))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private byte[] sign(Kind kind, String body) {
        return hmac(key, kind + " " + body);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
