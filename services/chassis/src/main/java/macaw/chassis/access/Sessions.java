package macaw.chassis.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Browser sessions. A caller with a key asks for a one-time link; whoever opens it first gets a cookie. The cookie is account id and end of
 * the session under an HMAC-SHA-256, so nothing is stored and a restart ends no session; taking the account away does.
 */
public final class Sessions {
    /** A link that is not opened within this time is void. A restart voids it too. */
    public static final Duration LINK_LIFETIME = Duration.ofMinutes(15);

    /** How long a browser stays signed in. */
    public static final Duration SESSION_LIFETIME = Duration.ofHours(12);

    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] secret;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    private record Link(String accountId, Instant end) {}

    /** Sessions under a secret of 32 bytes or more. */
    public Sessions(byte[] secret, InstantSource clock) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("a session secret needs 32 bytes, has " + secret.length);
        }
        this.secret = secret.clone();
        this.clock = clock;
    }

    /** Reads the secret from the file, or makes one (mode 0600) the first time. */
    public static Sessions open(Path secretFile, InstantSource clock) throws IOException {
        if (!Files.exists(secretFile)) {
            byte[] fresh = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(fresh);
            Path partial = secretFile.resolveSibling(secretFile.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = FileChannel.open(
                    partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(ByteBuffer.wrap(fresh));
                channel.force(true);
            }
            Files.move(partial, secretFile);
        }
        return new Sessions(Files.readAllBytes(secretFile), clock);
    }

    /** A token for one use of {@code GET /session?token=…}, good for {@link #LINK_LIFETIME}. */
    public String issueLink(Account account) {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.end()));
        byte[] token = new byte[24];
        random.nextBytes(token);
        String text = BASE64.encodeToString(token);
        links.put(text, new Link(account.id(), now.plus(LINK_LIFETIME)));
        return text;
    }

    /** The account id behind a link token, once; empty when it is unknown, used or late. */
    public Optional<String> redeem(String token) {
        return Optional.ofNullable(links.remove(token))
                .filter(link -> clock.instant().isBefore(link.end()))
                .map(Link::accountId);
    }

    /** The value of a session cookie that begins now. */
    public String cookie(String accountId) {
        String body = BASE64.encodeToString(accountId.getBytes(StandardCharsets.UTF_8))
                + "."
                + clock.instant().plus(SESSION_LIFETIME).getEpochSecond();
        return body + "." + BASE64.encodeToString(sign(body));
    }

    /** The account id in a cookie; empty when it was not made here or has ended. */
    public Optional<String> accountId(String cookie) {
        int end = cookie.lastIndexOf('.');
        int middle = cookie.indexOf('.');
        if (middle < 0 || end <= middle) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(cookie.substring(end + 1));
            if (!MessageDigest.isEqual(signature, sign(cookie.substring(0, end)))) {
                return Optional.empty();
            }
            Instant until = Instant.ofEpochSecond(Long.parseLong(cookie.substring(middle + 1, end)));
            if (!clock.instant().isBefore(until)) {
                return Optional.empty();
            }
            return Optional.of(
                    new String(Base64.getUrlDecoder().decode(cookie.substring(0, middle)), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private byte[] sign(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
